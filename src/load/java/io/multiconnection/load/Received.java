package io.multiconnection.load;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Messages that a sink received, with the delay since they were sent. Thread-safe. */
final class Received {

    private static final long MAX_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final LongAdder bytes = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final Histogram video = new ConcurrentHistogram(MAX_NANOS, DIGITS);
    private final Histogram audio = new ConcurrentHistogram(MAX_NANOS, DIGITS);

    /** Counts a message; borrows it. */
    void add(boolean isVideo, ByteBuf message) {
        bytes.add(message.readableBytes());
        frames.increment();
        long age = Stamp.age(message);
        if (age >= 0) {
            (isVideo ? video : audio).recordValue(Math.min(age, MAX_NANOS));
        }
    }

    long bytes() {
        return bytes.sum();
    }

    long frames() {
        return frames.sum();
    }

    Delays video() {
        return Delays.of(video);
    }

    Delays audio() {
        return Delays.of(audio);
    }

    /** Forgets the delays so far. */
    void resetDelays() {
        video.reset();
        audio.reset();
    }
}

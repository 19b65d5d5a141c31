package io.multiconnection.load;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.LongAdder;

/** Messages that a sink received, with the delay since they were sent. Thread-safe. */
final class Received {

    private final LongAdder bytes = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final DelayRecorder video = new DelayRecorder();
    private final DelayRecorder audio = new DelayRecorder();

    /** Counts a message; borrows it. */
    void add(boolean isVideo, ByteBuf message) {
        bytes.add(message.readableBytes());
        frames.increment();
        if (Stamp.isIn(message)) {
            (isVideo ? video : audio).record(Stamp.nanos(message));
        }
    }

    long bytes() {
        return bytes.sum();
    }

    long frames() {
        return frames.sum();
    }

    Delays video() {
        return video.delays();
    }

    Delays audio() {
        return audio.delays();
    }

    /** Forgets the delays so far. */
    void resetDelays() {
        video.reset();
        audio.reset();
    }
}

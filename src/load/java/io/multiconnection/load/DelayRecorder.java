package io.multiconnection.load;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Delays of messages since they were sent. Thread-safe. */
final class DelayRecorder {

    private static final long MAX_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram nanos = new ConcurrentHistogram(MAX_NANOS, DIGITS);

    /** Records the time since {@code sentAtNanos}, by {@link System#nanoTime}. */
    void record(long sentAtNanos) {
        nanos.recordValue(Math.clamp(System.nanoTime() - sentAtNanos, 0, MAX_NANOS));
    }

    Delays delays() {
        return Delays.of(nanos);
    }

    void reset() {
        nanos.reset();
    }
}

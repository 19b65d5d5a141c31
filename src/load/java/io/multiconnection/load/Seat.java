package io.multiconnection.load;

import java.util.concurrent.atomic.LongAdder;

/** Place of one receiver in an {@link Audience}; counts what was sent since its moment. */
final class Seat {

    private final Audience audience;
    private final LongAdder count = new LongAdder();
    private volatile long lastNanos;

    Seat(Audience audience) {
        this.audience = audience;
    }

    /** Counts a message that was sent at this time of {@link System#nanoTime}. */
    void add(long sentAtNanos) {
        lastNanos = sentAtNanos;
        if (audience.counts(sentAtNanos)) {
            count.increment();
        }
    }

    /** Returns the time at which the last message was sent. */
    long lastNanos() {
        return lastNanos;
    }

    long count() {
        return count.sum();
    }
}

package io.multiconnection.load;

import java.util.List;
import java.util.stream.Stream;

/**
 * Receivers that should each get every message sent since a moment. The moment is that of sending,
 * so messages on their way at that time are not miscounted. Thread-safe.
 */
final class Audience {

    private final List<Seat> seats;
    private volatile long fromNanos = Long.MAX_VALUE;

    Audience(int size) {
        seats = Stream.generate(() -> new Seat(this)).limit(size).toList();
    }

    List<Seat> seats() {
        return seats;
    }

    /** Sets the moment, by {@link System#nanoTime}. */
    void countFrom(long nanos) {
        fromNanos = nanos;
    }

    boolean counts(long sentAtNanos) {
        return sentAtNanos >= fromNanos;
    }

    /** Returns the number of messages that all receivers got. */
    private long count() {
        return seats.stream().mapToLong(Seat::count).sum();
    }

    /** Waits until nothing more arrives; returns the share of {@code sent} messages that did. */
    double delivered(long sent) {
        Waiting.untilQuiet(this::count, sent * seats.size());
        return (double) count() / (sent * seats.size());
    }

    /** Returns the number of receivers with this number of messages. */
    long withCount(long sent) {
        return seats.stream().filter(seat -> seat.count() == sent).count();
    }

    /** Returns the number of receivers whose last message was sent at this time. */
    long withLast(long sentAtNanos) {
        return seats.stream().filter(seat -> seat.lastNanos() == sentAtNanos).count();
    }
}

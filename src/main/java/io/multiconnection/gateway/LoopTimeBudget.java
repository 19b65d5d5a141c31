package io.multiconnection.gateway;

import java.util.concurrent.TimeUnit;

/**
 * Budget of the event loop's time that one session may use: a burst of {@value #BURST_MILLIS} ms,
 * refilled at the session's share of elapsed time. A session that exceeds it has to wait. A message
 * counts as {@value #MAX_MESSAGE_MILLIS} ms at most: no permitted message takes that long, so the
 * rest is a stall of the machine. Not thread-safe; callers pass the time.
 */
final class LoopTimeBudget {

    /** Longest time that other sessions wait, besides the time of the message that exceeds it. */
    static final int BURST_MILLIS = 50;

    static final int MAX_MESSAGE_MILLIS = 1000;
    private static final long MAX_MESSAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(MAX_MESSAGE_MILLIS);

    private final double share;
    private final long burstNanos;

    /** Time at which the budget is full again. */
    private long fullAtNanos;

    LoopTimeBudget(double share, long nowNanos) {
        this.share = share;
        this.burstNanos = (long) (TimeUnit.MILLISECONDS.toNanos(BURST_MILLIS) / share);
        this.fullAtNanos = nowNanos;
    }

    /** Counts the time from {@code startNanos} to {@code endNanos} as used by one message. */
    void used(long startNanos, long endNanos) {
        long from = fullAtNanos - startNanos > 0 ? fullAtNanos : startNanos;
        long used = Math.min(endNanos - startNanos, MAX_MESSAGE_NANOS);
        fullAtNanos = from + (long) (used / share);
    }

    /** Returns how long the session has to wait, in nanoseconds; not at all if 0 or less. */
    long waitNanos(long nowNanos) {
        return fullAtNanos - nowNanos - burstNanos;
    }

    /** Returns the loop time that the session has used beyond its budget, in nanoseconds. */
    long excessNanos(long nowNanos) {
        return (long) (waitNanos(nowNanos) * share);
    }
}

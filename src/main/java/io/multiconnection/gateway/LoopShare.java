package io.multiconnection.gateway;

import java.util.concurrent.TimeUnit;

/**
 * Share of its event loop's time that one session may use: up to {@value #BURST_MILLIS} ms at once,
 * then the share of the time that passes. What it uses beyond that it pays back by waiting. A
 * message counts as {@value #MAX_MESSAGE_MILLIS} ms at most: the limits let none take that long, so
 * the rest is a stall of the machine. Not thread-safe; time is handed in.
 */
final class LoopShare {

    /** Others on the loop wait no longer than for this, and the message that exceeds it. */
    static final int BURST_MILLIS = 50;

    static final int MAX_MESSAGE_MILLIS = 1000;
    private static final long MAX_MESSAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(MAX_MESSAGE_MILLIS);

    private final double share;
    private final long burstNanos;

    /** The time at which all that was used is paid back. */
    private long paidAtNanos;

    LoopShare(double share, long nowNanos) {
        this.share = share;
        this.burstNanos = (long) (TimeUnit.MILLISECONDS.toNanos(BURST_MILLIS) / share);
        this.paidAtNanos = nowNanos;
    }

    /** Counts the time from {@code startNanos} to {@code endNanos} as used by one message. */
    void used(long startNanos, long endNanos) {
        long from = paidAtNanos - startNanos > 0 ? paidAtNanos : startNanos;
        long used = Math.min(endNanos - startNanos, MAX_MESSAGE_NANOS);
        paidAtNanos = from + (long) (used / share);
    }

    /** Returns for how long the session has to wait, in nanoseconds; 0 or less: not at all. */
    long behindNanos(long nowNanos) {
        return paidAtNanos - nowNanos - burstNanos;
    }

    /** Returns the time of the loop that the session used beyond its share, in nanoseconds. */
    long owedNanos(long nowNanos) {
        return (long) (behindNanos(nowNanos) * share);
    }
}

package io.multiconnection.gateway;

import java.time.Duration;

/**
 * A token bucket, of two seconds' worth unless it is told otherwise. Not thread-safe.
 *
 * <p>Time is handed in, so that a test has its own.
 */
final class RateLimit {

    private static final double BURST_SECONDS = 2;

    private final double perSecond;
    private final double most;
    private double tokens;
    private long refilledAtNanos;

    RateLimit(double perSecond, long nowNanos) {
        this(perSecond, BURST_SECONDS, nowNanos);
    }

    RateLimit(double perSecond, double burstSeconds, long nowNanos) {
        this.perSecond = perSecond;
        this.most = perSecond * burstSeconds;
        this.tokens = most;
        this.refilledAtNanos = nowNanos;
    }

    /** Takes {@code count} tokens; false, and takes none, where there are fewer. */
    boolean take(double count, long nowNanos) {
        double refill = (nowNanos - refilledAtNanos) / 1e9 * perSecond;
        tokens = Math.min(most, tokens + refill);
        refilledAtNanos = nowNanos;
        if (tokens < count) {
            return false;
        }
        tokens -= count;
        return true;
    }

    /** Tokens that the bucket holds when it is full. */
    double most() {
        return most;
    }

    /** Returns how long after the last {@link #take} there are {@code count} tokens. */
    Duration wait(double count) {
        double missing = Math.max(0, Math.min(count, most) - tokens);
        return Duration.ofMillis((long) Math.ceil(missing / perSecond * 1000));
    }
}

package io.multiconnection.target;

import java.time.Duration;

/**
 * A token bucket, of two seconds' worth unless it is told otherwise. Not thread-safe.
 *
 * <p>Time is handed in, so that a test has its own.
 */
public final class RateLimiter {

    static final double BURST_SECONDS = 2;

    private final double perSecond;
    private final double most;
    private double tokens;
    private long refilledAtNanos;

    public RateLimiter(double perSecond, long nowNanos) {
        this(perSecond, BURST_SECONDS, nowNanos);
    }

    public RateLimiter(double perSecond, double burstSeconds, long nowNanos) {
        this.perSecond = perSecond;
        this.most = perSecond * burstSeconds;
        this.tokens = most;
        this.refilledAtNanos = nowNanos;
    }

    /** Takes {@code count} tokens; false, and takes none, where there are fewer. */
    public boolean take(double count, long nowNanos) {
        boolean enough = available(nowNanos) >= count;
        if (enough) {
            pay(count);
        }
        return enough;
    }

    /** Returns how many tokens there are; below zero after more was paid than there was. */
    double available(long nowNanos) {
        double refill = (nowNanos - refilledAtNanos) / 1e9 * perSecond;
        tokens = Math.min(most, tokens + refill);
        refilledAtNanos = nowNanos;
        return tokens;
    }

    /** Returns whether nothing is missing from the burst. */
    boolean isFull(long nowNanos) {
        return available(nowNanos) >= perSecond * BURST_SECONDS;
    }

    /** Takes {@code count} tokens, whether there are so many or not. */
    void pay(double count) {
        tokens -= count;
    }

    /** Tokens that the bucket holds when it is full. */
    public double most() {
        return most;
    }

    /** Returns how long after the last {@link #take} there are {@code count} tokens. */
    public Duration wait(double count) {
        double missing = Math.max(0, Math.min(count, most) - tokens);
        return Duration.ofMillis((long) Math.ceil(missing / perSecond * 1000));
    }
}

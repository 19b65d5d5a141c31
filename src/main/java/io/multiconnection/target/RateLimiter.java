package io.multiconnection.target;

import java.time.Duration;

/**
 * Token bucket, which by default holds the tokens of two seconds. Not thread-safe; the caller
 * passes the time.
 */
public final class RateLimiter {

    static final double BURST_SECONDS = 2;

    private final double perSecond;
    private final double capacity;
    private double tokens;
    private long refilledAtNanos;

    public RateLimiter(double perSecond, long nowNanos) {
        this(perSecond, BURST_SECONDS, nowNanos);
    }

    public RateLimiter(double perSecond, double burstSeconds, long nowNanos) {
        this.perSecond = perSecond;
        this.capacity = perSecond * burstSeconds;
        this.tokens = capacity;
        this.refilledAtNanos = nowNanos;
    }

    /** Takes {@code count} tokens; takes none and returns false if there are fewer. */
    public boolean take(double count, long nowNanos) {
        boolean enough = available(nowNanos) >= count;
        if (enough) {
            pay(count);
        }
        return enough;
    }

    /** Returns the number of tokens; negative after a payment of more than there were. */
    double available(long nowNanos) {
        double refill = (nowNanos - refilledAtNanos) / 1e9 * perSecond;
        tokens = Math.min(capacity, tokens + refill);
        refilledAtNanos = nowNanos;
        return tokens;
    }

    /** Returns whether the bucket holds a full burst. */
    boolean isFull(long nowNanos) {
        return available(nowNanos) >= perSecond * BURST_SECONDS;
    }

    /** Takes {@code count} tokens, even if there are fewer. */
    void pay(double count) {
        tokens -= count;
    }

    /** Returns the capacity in tokens. */
    public double capacity() {
        return capacity;
    }

    /** Returns how long after the last {@link #take} there are {@code count} tokens. */
    public Duration wait(double count) {
        double missing = Math.max(0, Math.min(count, capacity) - tokens);
        return Duration.ofMillis((long) Math.ceil(missing / perSecond * 1000));
    }
}

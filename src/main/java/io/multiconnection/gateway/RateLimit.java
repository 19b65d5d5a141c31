package io.multiconnection.gateway;

/**
 * A token bucket of two seconds' worth. Not thread-safe.
 *
 * <p>Time is handed in, so that a test has its own.
 */
final class RateLimit {

    static final double BURST_SECONDS = 2;

    private final double perSecond;
    private double tokens;
    private long refilledAtNanos;

    RateLimit(double perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.tokens = perSecond * BURST_SECONDS;
        this.refilledAtNanos = nowNanos;
    }

    /** Takes {@code count} tokens; false, and takes none, where there are fewer. */
    boolean take(double count, long nowNanos) {
        boolean enough = available(nowNanos) >= count;
        if (enough) {
            pay(count);
        }
        return enough;
    }

    /** Returns how many tokens there are; below zero after more was paid than there was. */
    double available(long nowNanos) {
        double refill = (nowNanos - refilledAtNanos) / 1e9 * perSecond;
        tokens = Math.min(perSecond * BURST_SECONDS, tokens + refill);
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
}

package io.multiconnection.gateway;

/**
 * A token bucket of two seconds' worth. Not thread-safe.
 *
 * <p>Time is handed in, so that a test has its own.
 */
final class RateLimit {

    private static final double BURST_SECONDS = 2;

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
        double refill = (nowNanos - refilledAtNanos) / 1e9 * perSecond;
        tokens = Math.min(perSecond * BURST_SECONDS, tokens + refill);
        refilledAtNanos = nowNanos;
        if (tokens < count) {
            return false;
        }
        tokens -= count;
        return true;
    }
}

package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.target.RateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Rate limiter of one client's messages, of their bytes, and of the weight of its requests. Lives
 * on its session's event loop; callers pass the time in nanoseconds.
 */
final class ClientRateLimiter {

    private static final double WEIGHT_BURST_SECONDS = 10;

    private final SessionLimits limits;
    private final RateLimiter messages;
    private RateLimiter bytes;
    private int bytesPerSecond;
    private final RateLimiter weight;

    ClientRateLimiter(SessionLimits limits, long nowNanos) {
        this.limits = limits;
        this.messages = new RateLimiter(limits.messages().perSecond(), nowNanos);
        this.bytesPerSecond = limits.messages().bytesPerSecond();
        this.bytes = new RateLimiter(bytesPerSecond, nowNanos);
        this.weight =
                new RateLimiter(limits.work().weightPerSecond(), WEIGHT_BURST_SECONDS, nowNanos);
    }

    /** Counts messages and bytes; returns a description of the limit they exceed, null if none. */
    @Nullable String take(int messageCount, int byteCount, long nowNanos) {
        if (!messages.take(messageCount, nowNanos)) {
            return "more than " + limits.messages().perSecond() + " messages a second";
        }
        return bytes.take(byteCount, nowNanos)
                ? null
                : "more than " + bytesPerSecond + " bytes a second";
    }

    /** Limits the bytes to those of a grant, if it allows fewer. */
    void limitBytes(int perSecond, long nowNanos) {
        int allowed = Math.min(perSecond, limits.messages().bytesPerSecond());
        if (allowed != bytesPerSecond) {
            bytesPerSecond = allowed;
            bytes = new RateLimiter(allowed, nowNanos);
        }
    }

    /**
     * Counts the weight of a request, at most the weight that is allowed at once.
     *
     * @throws RequestException if the weight of requests exceeds its limit
     */
    void takeWeight(Request request, double all, long nowNanos) {
        double taken = Math.min(weight.capacity(), all);
        if (!weight.take(taken, nowNanos)) {
            throw new RequestException(
                    request.id(),
                    ErrorCode.TOO_MANY,
                    "requests of weight %d a second, and this one is of %.0f; retry in %d ms"
                            .formatted(
                                    limits.work().weightPerSecond(),
                                    taken,
                                    weight.wait(taken).toMillis()),
                    true);
        }
    }
}

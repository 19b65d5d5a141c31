package io.multiconnection.peers;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FaultProxy} does to all that goes one way.
 *
 * @param stalled nothing is forwarded
 * @param trap what to stall at
 * @param bytesPerSecond at most; {@link Integer#MAX_VALUE} is no bound
 * @param delayNanos how much later what comes is forwarded
 * @param withholdsEnds an end is not passed on
 */
record FaultConditions(
        boolean stalled,
        @Nullable Trap trap,
        int bytesPerSecond,
        long delayNanos,
        boolean withholdsEnds) {

    /** Bytes to stall at, and who hears of it. */
    record Trap(String bytes, CompletableFuture<Void> sprung) {}

    static final FaultConditions NONE =
            new FaultConditions(false, null, Integer.MAX_VALUE, 0, false);

    FaultConditions stall() {
        return new FaultConditions(true, null, bytesPerSecond, delayNanos, withholdsEnds);
    }

    FaultConditions resume() {
        return new FaultConditions(false, trap, bytesPerSecond, delayNanos, withholdsEnds);
    }

    FaultConditions stallAt(String bytes, CompletableFuture<Void> sprung) {
        return new FaultConditions(
                stalled, new Trap(bytes, sprung), bytesPerSecond, delayNanos, withholdsEnds);
    }

    FaultConditions slow(int limit) {
        return new FaultConditions(stalled, trap, limit, delayNanos, withholdsEnds);
    }

    FaultConditions delay(long nanos) {
        return new FaultConditions(stalled, trap, bytesPerSecond, nanos, withholdsEnds);
    }

    FaultConditions withholdEnds() {
        return new FaultConditions(stalled, trap, bytesPerSecond, delayNanos, true);
    }

    /** How long so many bytes take. */
    long nanosFor(int bytes) {
        return bytesPerSecond == Integer.MAX_VALUE ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
    }
}

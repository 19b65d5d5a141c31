package io.multiconnection.peers;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Faults of a {@link FaultProxy} in one direction.
 *
 * @param stalled whether nothing is forwarded
 * @param trap bytes to stall at
 * @param bytesPerSecond maximum rate; {@link Integer#MAX_VALUE} for no limit
 * @param delayNanos delay of forwarded bytes
 * @param withholdsEnds whether the end of a connection is not forwarded
 */
record FaultConditions(
        boolean stalled,
        @Nullable Trap trap,
        int bytesPerSecond,
        long delayNanos,
        boolean withholdsEnds) {

    /** Bytes to stall at, and the callback for it. */
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

    /** Returns the time that bytes take at the maximum rate. */
    long nanosFor(int bytes) {
        return bytesPerSecond == Integer.MAX_VALUE ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
    }
}

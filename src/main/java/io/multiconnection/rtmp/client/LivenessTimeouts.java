package io.multiconnection.rtmp.client;

import java.time.Duration;

/**
 * Timeouts after which a connected server counts as lost.
 *
 * @param stalled time in which the server reads none of the bytes that wait for it
 * @param silent time in which the server sends nothing, if it is one that responds to pings
 */
public record LivenessTimeouts(Duration stalled, Duration silent) {

    public static final LivenessTimeouts DEFAULT =
            new LivenessTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30));

    /** Checks within the shorter of the two timeouts. */
    private static final int CHECKS = 4;

    public LivenessTimeouts {
        if (stalled.toMillis() < CHECKS || silent.toMillis() < CHECKS) {
            throw new IllegalArgumentException(
                    "stalled %s, silent %s, expected at least %d ms"
                            .formatted(stalled, silent, CHECKS));
        }
    }

    /** Returns the time between two checks. */
    long checkMillis() {
        return Math.min(stalled.toMillis(), silent.toMillis()) / CHECKS;
    }

    /** Returns the consecutive checks without progress after which a server counts as stalled. */
    long stalledChecks() {
        return Math.ceilDiv(stalled.toMillis(), checkMillis());
    }

    /** Returns the consecutive checks without a message after which a server counts as silent. */
    long silentChecks() {
        return Math.ceilDiv(silent.toMillis(), checkMillis());
    }
}

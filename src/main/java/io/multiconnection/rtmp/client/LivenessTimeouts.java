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

    private static final int MIN_MILLIS = 4;

    public LivenessTimeouts {
        if (stalled.toMillis() < MIN_MILLIS || silent.toMillis() < MIN_MILLIS) {
            throw new IllegalArgumentException(
                    "stalled %s, silent %s, expected at least %d ms"
                            .formatted(stalled, silent, MIN_MILLIS));
        }
    }
}

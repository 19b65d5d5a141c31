package io.multiconnection.rtmp.client;

import java.time.Duration;

/**
 * How long a server that is connected may give no sign of life.
 *
 * @param stalled how long it may take none of the bytes that wait for it
 * @param silent how long it may say nothing at all, if it is one that answers pings
 */
public record LivenessTimeouts(Duration stalled, Duration silent) {

    public static final LivenessTimeouts DEFAULT =
            new LivenessTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30));

    /** How often is looked, in the shorter of the two times. */
    private static final int LOOKS = 4;

    public LivenessTimeouts {
        if (stalled.toMillis() < LOOKS || silent.toMillis() < LOOKS) {
            throw new IllegalArgumentException(
                    "stalled %s, silent %s, expected %d ms at least"
                            .formatted(stalled, silent, LOOKS));
        }
    }

    /** Between two looks. */
    long lookMillis() {
        return Math.min(stalled.toMillis(), silent.toMillis()) / LOOKS;
    }

    /** After how many looks without progress a server has stalled. */
    long stalledLooks() {
        return Math.ceilDiv(stalled.toMillis(), lookMillis());
    }

    /** After how many looks without a word a server is silent. */
    long silentLooks() {
        return Math.ceilDiv(silent.toMillis(), lookMillis());
    }
}

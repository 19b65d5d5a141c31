package io.multiconnection.rooms;

import java.time.Duration;

/**
 * Limits of pending clients.
 *
 * @param max number of pending clients; one more is rejected
 * @param time time after which a pending client is rejected
 */
public record LobbyLimits(int max, Duration time) {

    public static final LobbyLimits DEFAULT = new LobbyLimits(10_000, Duration.ofMinutes(2));

    public LobbyLimits {
        if (max < 1 || !time.isPositive()) {
            throw new IllegalArgumentException(
                    "max %d, time %s; expected both above zero".formatted(max, time));
        }
    }
}

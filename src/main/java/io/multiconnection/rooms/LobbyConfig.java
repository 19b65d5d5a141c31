package io.multiconnection.rooms;

import java.time.Duration;

/**
 * How many clients may be pending, and for how long.
 *
 * @param max at once; one more is rejected
 * @param time then a client is rejected
 */
public record LobbyConfig(int max, Duration time) {

    public static final LobbyConfig DEFAULT = new LobbyConfig(10_000, Duration.ofMinutes(2));

    public LobbyConfig {
        if (max < 1 || !time.isPositive()) {
            throw new IllegalArgumentException(
                    "max %d, time %s; expected both above zero".formatted(max, time));
        }
    }
}

package io.multiconnection.rooms;

import java.time.Duration;

/**
 * How many clients may be pending, and for how long.
 *
 * @param max at once; one more is rejected
 * @param time then a client is rejected
 */
public record LobbyRules(int max, Duration time) {

    public static final LobbyRules DEFAULT = new LobbyRules(10_000, Duration.ofMinutes(2));

    public LobbyRules {
        if (max < 1 || !time.isPositive()) {
            throw new IllegalArgumentException(
                    "max %d, time %s; expected both above zero".formatted(max, time));
        }
    }
}

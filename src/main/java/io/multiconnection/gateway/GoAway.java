package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage.GoAwayEvent;
import java.util.concurrent.TimeUnit;

/**
 * When a session is to move to another gateway, and when it is ended; by {@link System#nanoTime}.
 */
public record GoAway(long moveAtNanos, long closeAtNanos) {

    GoAwayEvent news(long nowNanos) {
        return new GoAwayEvent(millis(moveAtNanos - nowNanos), millis(closeAtNanos - nowNanos));
    }

    private static long millis(long nanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}

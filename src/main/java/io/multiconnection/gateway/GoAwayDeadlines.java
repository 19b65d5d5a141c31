package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage.GoAwayEvent;
import java.util.concurrent.TimeUnit;

/**
 * Times at which a session should move to another gateway, and at which it is closed, on the clock
 * of {@link System#nanoTime}.
 */
public record GoAwayDeadlines(long moveAtNanos, long closeAtNanos) {

    /** Returns the event for the client, with the remaining times. */
    GoAwayEvent event(long nowNanos) {
        return new GoAwayEvent(millis(moveAtNanos - nowNanos), millis(closeAtNanos - nowNanos));
    }

    private static long millis(long nanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}

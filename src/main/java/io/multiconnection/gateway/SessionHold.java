package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage.Hello;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time for which a session is held after the WebSocket of its client was lost. Lives on the
 * session's event loop.
 */
final class SessionHold {

    private final SessionRegistry<?> registry;
    private final ScheduledExecutorService loop;
    private final Runnable expired;
    private final Hello.@Nullable Resume offer;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * Makes the session resumable, where the gateway holds sessions.
     *
     * @param expired ends the session that the client did not resume in time
     */
    SessionHold(
            SessionRegistry<?> registry,
            Hello.@Nullable Resume offer,
            ScheduledExecutorService loop,
            Runnable expired) {
        this.registry = registry;
        this.loop = loop;
        this.expired = expired;
        this.offer = offer;
    }

    /** Returns what the client needs to resume the session; null where sessions are not held. */
    Hello.@Nullable Resume offer() {
        return offer;
    }

    /** Begins to hold the session; false if it is not resumable, or too many are held. */
    boolean begin() {
        if (offer == null || !registry.hold()) {
            return false;
        }
        long millis = registry.limits().hold().toMillis();
        timer = loop.schedule(expired, millis, TimeUnit.MILLISECONDS);
        return true;
    }

    /** Stops the timer if the session is held: its client is back, or the session has ended. */
    void end() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
            registry.release();
        }
    }

    /** Ends the hold of a session that has ended, and forgets its token. */
    void close() {
        end();
        if (offer != null) {
            registry.remove(offer);
        }
    }
}

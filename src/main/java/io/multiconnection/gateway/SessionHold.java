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
     * Creates the hold of a session.
     *
     * @param offer token and time by which the client can resume; null if sessions are not held
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

    /** Returns the token and time for the client; null if sessions are not held. */
    Hello.@Nullable Resume offer() {
        return offer;
    }

    /**
     * Starts to hold the session; returns false if the session is not resumable, or the limit of
     * held sessions is reached.
     */
    boolean begin() {
        if (offer == null || !registry.hold()) {
            return false;
        }
        long millis = registry.limits().hold().toMillis();
        timer = loop.schedule(expired, millis, TimeUnit.MILLISECONDS);
        return true;
    }

    /** Stops holding the session, because it is resumed or has ended. */
    void end() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
            registry.release();
        }
    }

    /** Stops holding the session, and invalidates its token. */
    void close() {
        end();
        if (offer != null) {
            registry.remove(offer);
        }
    }
}

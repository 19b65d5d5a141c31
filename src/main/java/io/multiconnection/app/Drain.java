package io.multiconnection.app;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.app.live.ViewerAdmission;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Drain of the gateway before it shuts down (PROTOCOL.md, section 16): sessions receive {@code
 * goAway} and have a grace period to move; then the remaining sessions and viewers are closed.
 * Quarkus calls it before it closes anything, and waits for it; it returns as soon as all are gone.
 */
@Startup
@Readiness
@ApplicationScoped
public class Drain implements HealthCheck {

    /** Time limit in seconds for closing all sessions, and for closing all viewers. */
    private static final int CLOSE_SECONDS = 2;

    private final OpenSessions sessions;
    private final ViewerAdmission viewers;
    private final Duration grace;
    private final Duration spread;
    private volatile boolean draining;

    Drain(GatewayConfig config, OpenSessions sessions, ViewerAdmission viewers) {
        this.sessions = sessions;
        this.viewers = viewers;
        this.grace = config.drain().grace();
        this.spread = config.drain().spread();
        if (grace.isNegative() || spread.isNegative() || spread.compareTo(grace) > 0) {
            throw new IllegalArgumentException(
                    "multiconnection.drain: grace %s, spread %s; expected 0 s or more, and spread up to grace"
                            .formatted(grace, spread));
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("not shutting down").status(!draining).build();
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
        viewers.close();
        int open = sessions.count();
        CompletableFuture<Void> allGone = sessions.goAway(grace, spread);
        if (open > 0) {
            Log.infof("shutting down: %d sessions have %s to move", open, grace);
        }
        await(allGone, grace);
        int left = sessions.count();
        if (left > 0) {
            Log.infof("shutting down: %d sessions have not moved", left);
        }
        end();
    }

    /** Closes what is open if the gateway shuts down without a drain. */
    void shutdown(@Observes ShutdownEvent event) {
        end();
    }

    /** Closes sessions first: they play from relays, which are closed with the viewers. */
    private void end() {
        await(sessions.end(), Duration.ofSeconds(CLOSE_SECONDS));
        await(viewers.end(), Duration.ofSeconds(CLOSE_SECONDS));
    }

    private static void await(CompletableFuture<Void> done, Duration timeout) {
        done.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}

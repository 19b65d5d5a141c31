package io.multiconnection.app;

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
 * Empties the gateway before it ends (PROTOCOL.md, section 16): sessions are told to move, and have
 * a grace period for it; whoever is still there then is sent away, in order. Quarkus calls it
 * before it closes anything, and goes on when it returns, which is as soon as nobody is left.
 */
@Startup
@Readiness
@ApplicationScoped
public class Drain implements HealthCheck {

    /** How long browsers, viewers and servers may take to say goodbye. */
    private static final int GOODBYE_SECONDS = 2;

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
                    "multiconnection.drain: grace %s, spread %s; expected 0 or more, and spread not above grace"
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
        int there = sessions.count();
        CompletableFuture<Void> nobodyLeft = sessions.goAway(grace, spread);
        if (there > 0) {
            Log.infof("shutting down: %d sessions may move within %s", there, grace);
        }
        await(nobodyLeft, grace);
        int left = sessions.count();
        if (left > 0) {
            Log.infof("shutting down: %d sessions have not moved", left);
        }
        end();
    }

    /** Nobody is left by now, unless something has ended the gateway without a drain. */
    void shutdown(@Observes ShutdownEvent event) {
        end();
    }

    /** Sessions first: they play from the relays that the viewers' end closes. */
    private void end() {
        await(sessions.end(), Duration.ofSeconds(GOODBYE_SECONDS));
        await(viewers.end(), Duration.ofSeconds(GOODBYE_SECONDS));
    }

    private static void await(CompletableFuture<Void> done, Duration most) {
        done.completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}

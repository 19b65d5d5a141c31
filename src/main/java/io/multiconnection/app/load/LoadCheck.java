package io.multiconnection.app.load;

import io.multiconnection.app.config.GatewayConfig;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness by load: a gateway that is short of a resource is not ready until it is well below the
 * limit again. Its sessions stay; a load balancer leads new ones elsewhere.
 */
@Startup
@Readiness
@ApplicationScoped
public class LoadCheck implements AsyncHealthCheck {

    /** Distance from the limit at which the gateway is ready again. */
    private static final double HYSTERESIS = 0.1;

    private final Supplier<CompletableFuture<Load>> meter;
    private final double limit;
    private boolean isOver;

    @Inject
    LoadCheck(GatewayConfig config, LoadMeter meter) {
        this(config.load().limit(), meter::measure);
    }

    LoadCheck(double limit, Supplier<CompletableFuture<Load>> meter) {
        if (limit != 0 && !(limit > HYSTERESIS && limit <= 1)) {
            throw new IllegalArgumentException(
                    "multiconnection.load.limit: %s, expected more than %s up to 1, or 0"
                            .formatted(limit, HYSTERESIS));
        }
        this.limit = limit;
        this.meter = meter;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().completionStage(meter).map(this::judge);
    }

    private synchronized HealthCheckResponse judge(Load load) {
        boolean wasOver = isOver;
        isOver = limit > 0 && load.ratio() >= (isOver ? limit - HYSTERESIS : limit);
        if (isOver != wasOver) {
            Log.infof(
                    "%s for new sessions: %s at %s",
                    isOver ? "not ready" : "ready again",
                    load.scarcest().label(),
                    percent(load.ratio()));
        }
        HealthCheckResponseBuilder response = HealthCheckResponse.named("load").status(!isOver);
        for (LoadResource resource : LoadResource.values()) {
            response.withData(resource.label(), percent(load.ratio(resource)));
        }
        return response.build();
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * ratio);
    }
}

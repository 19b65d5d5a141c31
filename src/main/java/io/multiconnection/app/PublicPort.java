package io.multiconnection.app;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/**
 * Division of requests between the public and the management port (ADR 0022). The public port
 * refuses what {@link PublicPaths} does not serve with HTTP 404, before any route. The management
 * port hands requests to the operators' API to the router of the public port, which has the
 * resources, with a mark.
 */
@ApplicationScoped
public class PublicPort {

    /** Priority directly after {@link RequestLimits}, before all other filters. */
    private static final int SECOND = RequestLimits.FIRST - 1;

    private static final String MANAGEMENT = PublicPort.class.getName() + ".management";

    private final PublicPaths paths;
    private final Router router;

    PublicPort(GatewayConfig config, Router router) {
        this.paths = PublicPaths.of(config);
        this.router = router;
    }

    /** Whether operators may use a request's port. */
    boolean servesOperators(RoutingContext context) {
        return paths.operators() || isManagement(context);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, SECOND);
    }

    private void check(RoutingContext context) {
        Optional<String> refusal =
                isManagement(context) ? Optional.empty() : paths.refusal(context.normalizedPath());
        if (refusal.isPresent()) {
            new HttpRefusalException(404, refusal.get()).send(context.response());
        } else {
            context.next();
        }
    }

    void add(@Observes ManagementInterface management) {
        management.router().route().handler(this::handOver);
    }

    private void handOver(RoutingContext context) {
        if (PublicPaths.isOperators(context.normalizedPath())) {
            context.put(MANAGEMENT, true);
            VertxInternals.completeBody(context);
            router.handleContext(context);
        } else {
            context.next();
        }
    }

    private static boolean isManagement(RoutingContext context) {
        return Boolean.TRUE.equals(context.get(MANAGEMENT));
    }
}

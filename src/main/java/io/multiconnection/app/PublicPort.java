package io.multiconnection.app;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.http.HttpRefusalException;
import io.multiconnection.app.vertx.ManagementPort;
import io.multiconnection.app.vertx.VertxInternals;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/**
 * Division of requests between the public and the management port (ADR 0022). The public port
 * refuses what {@link PublicPaths} does not serve with HTTP 404, before any route. The management
 * port reads requests to the operators' API and hands them to the router of the public port, which
 * has the resources.
 */
@ApplicationScoped
public class PublicPort {

    /** Priority directly after {@link RequestLimits}, before all other filters. */
    private static final int SECOND = RequestLimits.FIRST - 1;

    private final PublicPaths paths;
    private final Router router;
    private final ManagementPort management;

    PublicPort(GatewayConfig config, Router router, ManagementPort management) {
        this.paths = PublicPaths.of(config);
        this.router = router;
        this.management = management;
    }

    /** Whether operators may use a request's port. */
    boolean servesOperators(RoutingContext context) {
        return paths.operators() || isManagement(context);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, SECOND);
    }

    private void check(RoutingContext context) {
        if (isManagement(context)) {
            VertxInternals.setBody(context, ReadRequest.of(context).body);
            context.next();
            return;
        }
        Optional<String> refusal = paths.refusal(context.normalizedPath());
        if (refusal.isPresent()) {
            new HttpRefusalException(404, refusal.get()).send(context.response());
        } else {
            context.next();
        }
    }

    void add(@Observes ManagementInterface requests) {
        requests.router().route().handler(this::handOver);
    }

    private void handOver(RoutingContext context) {
        if (PublicPaths.isOperators(context.normalizedPath())) {
            router.handle(new ReadRequest(context));
        } else {
            context.next();
        }
    }

    private boolean isManagement(RoutingContext context) {
        return context.request().localAddress().port() == management.get();
    }

    /**
     * Request with its body. The access log relies on the wrapper, which each request of the public
     * port has.
     */
    private static final class ReadRequest extends QuarkusRequestWrapper {

        /**
         * Empty if the request has no body: the resources would wait for its end, which is past.
         */
        final Buffer body;

        ReadRequest(RoutingContext context) {
            super(context.request(), (_, _) -> {});
            Buffer read = context.body().buffer();
            this.body = read == null ? Buffer.buffer() : read;
        }

        static ReadRequest of(RoutingContext context) {
            return (ReadRequest) get(context.request());
        }
    }
}

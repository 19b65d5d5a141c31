package io.multiconnection.app;

import io.multiconnection.app.identity.OperatorsOnly;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

/**
 * Refuses operators' requests on the public port, unless it serves them, with HTTP 404. It holds
 * for any spelling of a path that leads to a resource, such as one with matrix parameters.
 */
@Provider
@ApplicationScoped // created lazily: providers are created before the configuration
@OperatorsOnly
@Priority(Priorities.AUTHENTICATION - 1)
public class OperatorsPortCheck implements ContainerRequestFilter {

    private final PublicPort port;
    private final CurrentVertxRequest current;

    OperatorsPortCheck(PublicPort port, CurrentVertxRequest current) {
        this.port = port;
        this.current = current;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!port.servesOperators(current.getCurrent())) {
            request.abortWith(Response.status(Status.NOT_FOUND).build());
        }
    }
}

package io.multiconnection.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Requires the operator's token: 401 without it, 404 if none is configured. */
@Provider
@ApplicationScoped // created lazily: providers are created before the configuration
@OperatorsOnly
public class OperatorCheck implements ContainerRequestFilter {

    private final Optional<byte[]> expected;

    OperatorCheck(GatewayConfig config) {
        this.expected =
                config.operator()
                        .token()
                        .flatMap(it -> ConfiguredSecret.read("multiconnection.operator.token", it))
                        .map(token -> bytes("Bearer " + token));
    }

    /** Creates this bean at startup, which fails if the token is invalid. */
    void start(@Observes StartupEvent event) {}

    @Override
    public void filter(ContainerRequestContext request) {
        if (expected.isEmpty()) {
            request.abortWith(Response.status(Status.NOT_FOUND).build());
        } else if (!isOperator(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            request.abortWith(
                    Response.status(Status.UNAUTHORIZED)
                            .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                            .build());
        }
    }

    /** Compares in constant time. */
    private boolean isOperator(String authorization) {
        return authorization != null
                && MessageDigest.isEqual(expected.orElseThrow(), bytes(authorization));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

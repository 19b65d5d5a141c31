package io.multiconnection.app.identity;

import io.multiconnection.app.reload.ReloadedFiles;
import io.multiconnection.gateway.TokenRefusedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Requires the operator's token, or a client's token with the role operator: 401 without either,
 * 403 for another role, 404 if neither is configured.
 */
@Provider
@ApplicationScoped // created lazily: providers are created before the configuration
@OperatorsOnly
public class OperatorCheck implements ContainerRequestFilter {

    private final ReloadedFiles files;
    private final ClientTokens tokens;

    OperatorCheck(ReloadedFiles files, ClientTokens tokens) {
        this.files = files;
        this.tokens = tokens;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Optional<String> expected = files.settings().operatorToken();
        if (expected.isEmpty() && !tokens.isRequired()) {
            request.abortWith(Response.status(Status.NOT_FOUND).build());
        } else if (authorization == null) {
            request.abortWith(unauthorized());
        } else if (expected.isEmpty() || !isEqual("Bearer " + expected.get(), authorization)) {
            if (tokens.isRequired()) {
                checkRole((ResteasyReactiveContainerRequestContext) request, authorization);
            } else {
                request.abortWith(unauthorized());
            }
        }
    }

    private void checkRole(ResteasyReactiveContainerRequestContext request, String authorization) {
        request.suspend();
        tokens.authenticate(RequestTokens.bearer(authorization))
                .subscribe()
                .with(
                        grant -> {
                            if (!grant.rights().isOperator()) {
                                request.abortWith(Response.status(Status.FORBIDDEN).build());
                            }
                            request.resume();
                        },
                        failure -> {
                            request.abortWith(refusal(failure));
                            request.resume();
                        });
    }

    private static Response refusal(Throwable failure) {
        return failure instanceof TokenRefusedException refused && !refused.isTemporary()
                ? unauthorized()
                : Response.status(Status.SERVICE_UNAVAILABLE).build();
    }

    private static Response unauthorized() {
        return Response.status(Status.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    /** Compares in constant time. */
    private static boolean isEqual(String expected, String authorization) {
        return MessageDigest.isEqual(bytes(expected), bytes(authorization));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

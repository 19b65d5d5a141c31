package io.multiconnection.app.http;

import io.multiconnection.app.config.GatewayConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * CORS response headers for origins that {@link OriginCheck} allows, and responses to preflight
 * requests. Created at startup, which fails if its configuration is invalid.
 */
@Singleton
public class CorsResponder {

    private static final String METHODS = "GET, HEAD, OPTIONS";

    /** Seconds for which a browser may cache a preflight response; Chromium's maximum. */
    private static final String MAX_AGE = "7200";

    private final OriginCheck origins;
    private final CorsPolicy policy;

    CorsResponder(GatewayConfig config, OriginCheck origins) {
        this.origins = origins;
        this.policy =
                new CorsPolicy(
                        config.cors().headers(),
                        config.cors().credentials(),
                        config.origins().orElse(List.of()));
    }

    /** Adds CORS headers to the response, and returns why the request is refused, if it is. */
    public Optional<HttpRefusalException> check(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Optional<HttpRefusalException> refusal =
                origins.refusal(request).map(text -> new HttpRefusalException(403, text));
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            response.putHeader(HttpHeaders.VARY, "Origin");
        }
        if (origin != null && refusal.isEmpty()) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After");
            if (policy.credentials()) {
                response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            }
        }
        return refusal;
    }

    /** Responds to OPTIONS, which browsers send before requests that are not simple. */
    public void preflight(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Optional<HttpRefusalException> refusal = check(request);
        if (refusal.isPresent()) {
            refusal.get().send(response);
            return;
        }
        if (request.getHeader(HttpHeaders.ORIGIN) != null) {
            String headers =
                    policy.allowedHeaders(
                            request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS));
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE)
                    .putHeader(HttpHeaders.VARY, "Origin, Access-Control-Request-Headers");
        }
        response.putHeader(HttpHeaders.ALLOW, METHODS).setStatusCode(204).end();
    }
}

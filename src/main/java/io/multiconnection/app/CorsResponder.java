package io.multiconnection.app;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Answers to pages of other origins: what they may ask for and read, where {@link OriginCheck}
 * allows their origin. Made when the gateway starts, which its configuration may prevent.
 */
@Singleton
public class CorsResponder {

    private static final String METHODS = "GET, HEAD, OPTIONS";

    /** Seconds for which a browser may keep the answer to a preflight; Chromium keeps no longer. */
    private static final String MAX_AGE = "7200";

    private final OriginCheck origins;
    private final CorsPolicy rules;

    CorsResponder(GatewayConfig config, OriginCheck origins) {
        this.origins = origins;
        this.rules =
                new CorsPolicy(
                        config.cors().headers(),
                        config.cors().credentials(),
                        config.origins().orElse(List.of()));
    }

    /** Returns why the request is refused; empty if its page may read the answer, which says so. */
    Optional<HttpRefusalException> check(HttpServerRequest request) {
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
            if (rules.credentials()) {
                response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            }
        }
        return refusal;
    }

    /** Answers OPTIONS, with which browsers ask before requests that are not simple. */
    void preflight(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Optional<HttpRefusalException> refusal = check(request);
        if (refusal.isPresent()) {
            refusal.get().answer(response);
            return;
        }
        if (request.getHeader(HttpHeaders.ORIGIN) != null) {
            String headers =
                    rules.allowedHeaders(
                            request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS));
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE)
                    .putHeader(HttpHeaders.VARY, "Origin, Access-Control-Request-Headers");
        }
        response.putHeader(HttpHeaders.ALLOW, METHODS).setStatusCode(204).end();
    }
}

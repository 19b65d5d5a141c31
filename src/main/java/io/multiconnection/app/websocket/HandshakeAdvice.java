package io.multiconnection.app.websocket;

import io.multiconnection.app.http.OriginCheck;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Response to an HTTP request for the path of the WebSocket (PROTOCOL.md, section 2): whether pages
 * of an origin may connect. Browsers hide from pages why a WebSocket does not open. The response
 * contains nothing that a handshake would not tell.
 */
@ApplicationScoped
public class HandshakeAdvice {

    private final OriginCheck origins;

    HandshakeAdvice(OriginCheck origins) {
        this.origins = origins;
    }

    void add(@Observes Router router) {
        router.get(GatewayEndpoint.PATH).order(-1).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.headers().contains(HttpHeaders.UPGRADE)) {
            context.next();
            return;
        }
        String asked = request.getParam("origin");
        String origin = asked == null ? request.getHeader(HttpHeaders.ORIGIN) : asked;
        JsonObject body = new JsonObject().put("protocol", GatewayEndpoint.SUBPROTOCOL);
        origins.refusal(request, origin).ifPresent(text -> body.put("refusal", text));
        context.response()
                .setStatusCode(426)
                .putHeader(HttpHeaders.UPGRADE, "websocket")
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .end(body.encode());
    }
}

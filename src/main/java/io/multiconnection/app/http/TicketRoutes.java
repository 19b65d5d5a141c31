package io.multiconnection.app.http;

import io.multiconnection.app.identity.ClientTokens;
import io.multiconnection.app.identity.RequestTokens;
import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.identity.Tickets;
import io.multiconnection.identity.Tickets.Purpose;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;

/** Routes that exchange a token for a ticket (PROTOCOL.md, section 21). */
@ApplicationScoped
public class TicketRoutes {

    /** Path under which the routes are. */
    public static final String PATH = "/api/tickets";

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ClientTokens tokens;
    private final OriginCheck origins;

    TicketRoutes(ClientTokens tokens, OriginCheck origins) {
        this.tokens = tokens;
        this.origins = origins;
    }

    void add(@Observes Router router) {
        router.post(PATH + "/session").handler(it -> handle(it, Purpose.SESSION));
        router.post(PATH + "/live").handler(it -> handle(it, Purpose.LIVE));
    }

    private void handle(RoutingContext context, Purpose purpose) {
        HttpServerRequest request = context.request();
        Optional<String> forbidden = origins.refusal(request);
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (!tokens.isRequired()) {
            refuse(context, new HttpRefusalException(404, "this gateway requires no tokens"));
        } else if (forbidden.isPresent()) {
            refuse(context, new HttpRefusalException(403, forbidden.get()));
        } else if (authorization == null) {
            refuse(context, new HttpRefusalException(401, "no token, expected Authorization"));
        } else {
            tokens.authenticate(RequestTokens.bearer(authorization))
                    .subscribe()
                    .with(
                            grant -> issue(context, grant, purpose),
                            failure -> refuse(context, failure));
        }
    }

    private void issue(RoutingContext context, Grant grant, Purpose purpose) {
        Tickets tickets = tokens.tickets();
        try {
            JsonObject body =
                    new JsonObject()
                            .put("ticket", tickets.issue(grant, purpose))
                            .put("expiresInMs", tickets.lifetime().toMillis());
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(body.encode());
        } catch (Tickets.TooManyException e) {
            refuse(context, HttpRefusalException.tooMany(String.valueOf(e.getMessage()), RETRY));
        }
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        switch (failure) {
            case HttpRefusalException refusal -> refusal.send(context.response());
            case TokenRefusedException refused ->
                    HttpRefusalException.of(refused).send(context.response());
            default -> context.fail(failure);
        }
    }
}

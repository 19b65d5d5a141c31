package io.multiconnection.app.websocket;

import io.multiconnection.app.limits.ClientAddresses;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.gateway.Gateway;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Adds a {@link WebSocketMessageHandler} before each upgrade, so that it receives the first frame.
 * Permits every upgrade; other checks decide.
 */
@ApplicationScoped
public class MessageHandlerCheck implements HttpUpgradeCheck {

    /** Key of the handler in the user data of the WebSocket connection. */
    static final TypedKey<WebSocketMessageHandler> HANDLER = new TypedKey<>("messages");

    private final Gateway gateway;
    private final ClientAddresses clients;

    MessageHandlerCheck(Gateway gateway, ClientAddresses clients) {
        this.gateway = gateway;
        this.clients = clients;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        WebSocketMessageHandler handler =
                WebSocketMessageHandler.addTo(
                        VertxInternals.channel(request),
                        gateway.memory(),
                        clients.of(request).key(),
                        gateway.limits().messages().textBytes(),
                        gateway.limits().messages().frameBytes());
        context.userData().put(HANDLER, handler);
        return CheckResult.permitUpgrade();
    }
}

package io.multiconnection.app.websocket;

import io.multiconnection.app.identity.TokenCheck;
import io.multiconnection.app.limits.ClientAddress;
import io.multiconnection.app.limits.ClientAddresses;
import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.app.vertx.LoopPauses;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.SessionRouter;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.log.LogSubject;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.EventLoop;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket endpoint of clients (PROTOCOL.md, section 2). Callbacks run on the connection's event
 * loop and do not block. {@link WebSocketMessageHandler} delivers messages to the session, not this
 * endpoint.
 */
@WebSocket(path = GatewayEndpoint.PATH)
public class GatewayEndpoint {

    /** Path of the endpoint. */
    public static final String PATH = "/v1";

    /** Required sub-protocol; a WebSocket without it is closed. */
    public static final String SUBPROTOCOL = "multiconnection.v1";

    private static final TypedKey<SessionRouter> ROUTER = new TypedKey<>("router");

    private final OpenSessions sessions;
    private final LoopPauses pauses;

    GatewayEndpoint(OpenSessions sessions, LoopPauses pauses) {
        this.sessions = sessions;
        this.pauses = pauses;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        EventLoop loop = VertxInternals.eventLoop();
        WebSocketMessageHandler messages = messages(connection);
        VertxClientSocket socket =
                new VertxClientSocket(
                        connection, messages.channel(), messages.memory(), sessions.maxUnread());
        if (!SUBPROTOCOL.equals(connection.subprotocol())) {
            messages.discard();
            socket.close(CloseCode.NO_SUBPROTOCOL, "expected the sub-protocol " + SUBPROTOCOL);
            return;
        }
        TokenRefusedException refused = connection.userData().get(TokenCheck.REFUSAL);
        if (refused != null) {
            messages.discard();
            socket.close(
                    refused.isTemporary() ? CloseCode.TRY_AGAIN_LATER : CloseCode.UNAUTHORIZED,
                    refused.reason());
            return;
        }
        Grant grant = Objects.requireNonNull(connection.userData().get(TokenCheck.GRANT));
        ClientAddress address =
                Objects.requireNonNull(connection.userData().get(ClientAddresses.CLIENT));
        SessionRouter router =
                sessions.opened(connection.id(), loop, address, socket, messages.memory(), grant);
        if (router == null) {
            messages.discard();
        } else {
            connection.userData().put(ROUTER, router);
            VertxInternals.removeIdleTimeout(messages.channel());
            messages.begin(new SessionMessages(router, pauses.of(loop)));
        }
    }

    @OnClose
    @NonBlocking
    void close(CloseReason reason, WebSocketConnection connection) {
        sessions.closed(connection.id());
        SessionRouter router = router(connection);
        if (router != null) {
            router.closed(messages(connection).closeCode(reason.getCode()));
        }
    }

    /** Logs faults of the gateway as errors, but not disconnects, which any client can cause. */
    @OnError
    @NonBlocking
    void error(Throwable fault, WebSocketConnection connection) {
        SessionRouter router = router(connection);
        LogSubject subject =
                new LogSubject(
                        connection.id(), null, connection.userData().get(ClientAddresses.LOGGED));
        if (ConnectionFaults.isDisconnect(fault)) {
            Log.debugv("session {0}: {1}", connection.id(), fault, subject);
        } else {
            Log.errorv(fault, "session {0} failed", connection.id(), subject);
            fail(router, CloseCode.INTERNAL_ERROR, "a fault of the gateway");
        }
    }

    private static void fail(@Nullable SessionRouter router, CloseCode code, String reason) {
        if (router != null) {
            router.fail(code, reason);
        }
    }

    private static WebSocketMessageHandler messages(WebSocketConnection connection) {
        return Objects.requireNonNull(connection.userData().get(MessageHandlerCheck.HANDLER));
    }

    private static @Nullable SessionRouter router(WebSocketConnection connection) {
        return connection.userData().get(ROUTER);
    }
}

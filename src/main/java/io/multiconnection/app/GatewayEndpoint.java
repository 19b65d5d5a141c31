package io.multiconnection.app;

import io.multiconnection.gateway.SessionRouter;
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
 * The WebSocket that browsers open (PROTOCOL.md, section 2). Callbacks run on the connection's
 * event loop and return at once. Messages do not come here: {@link WebSocketMessageHandler} takes
 * them to the session.
 */
@WebSocket(path = GatewayEndpoint.PATH)
public class GatewayEndpoint {

    static final String PATH = "/v1";

    /** The only sub-protocol; a WebSocket without it is closed. */
    static final String SUBPROTOCOL = "multiconnection.v1";

    private static final TypedKey<SessionRouter> INBOUND = new TypedKey<>("inbound");

    private final OpenSessions sessions;

    GatewayEndpoint(OpenSessions sessions) {
        this.sessions = sessions;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        EventLoop loop = VertxInternals.eventLoop();
        WebSocketMessageHandler messages = messages(connection);
        VertxClientSocket browser =
                new VertxClientSocket(
                        connection, messages.channel(), messages.memory(), sessions.maxUnread());
        if (!SUBPROTOCOL.equals(connection.subprotocol())) {
            messages.discard();
            browser.close(CloseCode.NO_SUBPROTOCOL, "expected the sub-protocol " + SUBPROTOCOL);
            return;
        }
        ClientAddress address =
                Objects.requireNonNull(connection.userData().get(ClientAddresses.CLIENT));
        SessionRouter inbound =
                sessions.opened(connection.id(), loop, address, browser, messages.memory());
        if (inbound == null) {
            messages.discard();
        } else {
            connection.userData().put(INBOUND, inbound);
            messages.begin(new SessionMessages(inbound));
        }
    }

    @OnClose
    @NonBlocking
    void close(CloseReason reason, WebSocketConnection connection) {
        sessions.closed(connection.id());
        SessionRouter inbound = inbound(connection);
        if (inbound != null) {
            inbound.closed(messages(connection).closeCode(reason.getCode()));
        }
    }

    /** Logs faults of the gateway only: clients cause the end of a connection at will. */
    @OnError
    @NonBlocking
    void error(Throwable fault, WebSocketConnection connection) {
        SessionRouter inbound = inbound(connection);
        if (ConnectionFaults.isDisconnect(fault)) {
            Log.debugf("session %s: %s", connection.id(), fault);
        } else {
            Log.errorf(fault, "session %s failed", connection.id());
            fail(inbound, CloseCode.INTERNAL_ERROR, "a fault of the gateway");
        }
    }

    private static void fail(@Nullable SessionRouter inbound, CloseCode code, String reason) {
        if (inbound != null) {
            inbound.fail(code, reason);
        }
    }

    private static WebSocketMessageHandler messages(WebSocketConnection connection) {
        return Objects.requireNonNull(connection.userData().get(MessageHandlerCheck.HANDLER));
    }

    private static @Nullable SessionRouter inbound(WebSocketConnection connection) {
        return connection.userData().get(INBOUND);
    }
}

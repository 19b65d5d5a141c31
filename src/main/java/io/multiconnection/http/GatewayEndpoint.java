package io.multiconnection.http;

import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.Session;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.CodecException;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket that browsers open (PROTOCOL.md, section 2). Every callback runs on the
 * connection's event loop and returns at once, so text and media keep their order.
 */
@WebSocket(path = "/v1")
public class GatewayEndpoint {

    /** The only sub-protocol; a WebSocket without it is closed. */
    static final String SUBPROTOCOL = "multiconnection.v1";

    private static final TypedKey<Session> SESSION = new TypedKey<>("session");

    private final Gateway gateway;
    private final Sessions sessions;

    GatewayEndpoint(Gateway gateway, Sessions sessions) {
        this.gateway = gateway;
        this.sessions = sessions;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        EventLoop loop = VertxInternals.eventLoop();
        WebSocketBrowser browser =
                new WebSocketBrowser(connection, loop, gateway.limits().unreadBytes());
        if (!SUBPROTOCOL.equals(connection.subprotocol())) {
            browser.close(CloseCode.NO_SUBPROTOCOL, "expected the sub-protocol " + SUBPROTOCOL);
            return;
        }
        Session session = new Session(connection.id(), gateway, loop, browser);
        connection.userData().put(SESSION, session);
        sessions.opened(connection.id(), session, loop);
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection connection) {
        Session session = session(connection);
        if (session != null) {
            session.receive(message);
        }
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection connection) {
        Session session = session(connection);
        if (session != null) {
            session.receive(VertxInternals.bytes(message));
        }
    }

    @OnClose
    @NonBlocking
    void close(WebSocketConnection connection) {
        sessions.ended(connection.id());
    }

    /**
     * A connection that ends, in whatever way, is no fault; what breaks WebSocket's rules is
     * theirs.
     */
    @OnError
    @NonBlocking
    void error(Throwable fault, WebSocketConnection connection) {
        if (fault instanceof HttpClosedException || fault instanceof CodecException) {
            Log.debugf(fault, "session %s", connection.id());
            return;
        }
        Log.errorf(fault, "session %s failed", connection.id());
        Session session = session(connection);
        if (session != null) {
            session.close(CloseCode.INTERNAL_ERROR, "a fault of the gateway");
        }
    }

    private static @Nullable Session session(WebSocketConnection connection) {
        return connection.userData().get(SESSION);
    }
}

package io.multiconnection.http;

import io.multiconnection.gateway.Inbound;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.CodecException;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket that browsers open (PROTOCOL.md, section 2). Every callback runs on the
 * connection's event loop and returns at once, so text and media keep their order.
 */
@WebSocket(path = GatewayEndpoint.PATH)
public class GatewayEndpoint {

    static final String PATH = "/v1";

    /** The only sub-protocol; a WebSocket without it is closed. */
    static final String SUBPROTOCOL = "multiconnection.v1";

    private static final TypedKey<Inbound> INBOUND = new TypedKey<>("inbound");

    private final Sessions sessions;

    GatewayEndpoint(Sessions sessions) {
        this.sessions = sessions;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        EventLoop loop = VertxInternals.eventLoop();
        Channel channel = Objects.requireNonNull(connection.userData().get(RequestLimits.CHANNEL));
        WebSocketBrowser browser = new WebSocketBrowser(connection, channel, sessions.maxUnread());
        if (!SUBPROTOCOL.equals(connection.subprotocol())) {
            browser.close(CloseCode.NO_SUBPROTOCOL, "expected the sub-protocol " + SUBPROTOCOL);
            return;
        }
        ClientAddress address = connection.userData().get(RequestLimits.CLIENT);
        Inbound inbound =
                sessions.opened(connection.id(), loop, Objects.requireNonNull(address), browser);
        if (inbound != null) {
            connection.userData().put(INBOUND, inbound);
        }
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection connection) {
        Inbound inbound = inbound(connection);
        if (inbound != null) {
            inbound.text(message);
        }
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection connection) {
        Inbound inbound = inbound(connection);
        if (inbound != null) {
            inbound.media(VertxInternals.bytes(message));
        }
    }

    @OnPongMessage
    @NonBlocking
    void pong(Buffer message, WebSocketConnection connection) {
        Inbound inbound = inbound(connection);
        if (inbound != null) {
            inbound.pong();
        }
    }

    @OnClose
    @NonBlocking
    void close(CloseReason reason, WebSocketConnection connection) {
        sessions.closed(connection.id());
        Inbound inbound = inbound(connection);
        if (inbound != null) {
            inbound.closed(reason.getCode());
        }
    }

    /**
     * A connection that ends, in whatever way, is no fault; what breaks WebSocket's rules is
     * theirs.
     */
    @OnError
    @NonBlocking
    void error(Throwable fault, WebSocketConnection connection) {
        Inbound inbound = inbound(connection);
        if (fault instanceof CodecException) {
            Log.debugf(fault, "session %s", connection.id());
            fail(inbound, CloseCode.BAD_MESSAGE, "not as WebSockets speak");
        } else if (!(fault instanceof HttpClosedException)) {
            Log.errorf(fault, "session %s failed", connection.id());
            fail(inbound, CloseCode.INTERNAL_ERROR, "a fault of the gateway");
        }
    }

    private static void fail(@Nullable Inbound inbound, CloseCode code, String reason) {
        if (inbound != null) {
            inbound.fail(code, reason);
        }
    }

    private static @Nullable Inbound inbound(WebSocketConnection connection) {
        return connection.userData().get(INBOUND);
    }
}

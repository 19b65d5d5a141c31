package io.multiconnection.http;

import io.multiconnection.gateway.Browser;
import io.multiconnection.protocol.CloseCode;
import io.multiconnection.protocol.GatewayMessage;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.netty.channel.EventLoop;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;

/**
 * A page at the other end of a WebSocket. Counts what it has not read yet, and gives it up when
 * that is too much of messages; of media, a session sends less.
 */
final class WebSocketBrowser implements Browser {

    /** What fits into a close frame beside its code (RFC 6455, section 5.5). */
    private static final int MAX_REASON_BYTES = 123;

    private final WebSocketConnection connection;
    private final EventLoop loop;
    private final int maxUnread;
    private int unread;
    private long unreadMedia;
    private boolean closed;

    WebSocketBrowser(WebSocketConnection connection, EventLoop loop, int maxUnread) {
        this.connection = connection;
        this.loop = loop;
        this.maxUnread = maxUnread;
    }

    @Override
    public void send(GatewayMessage message) {
        if (closed) {
            return;
        }
        String text = GatewayMessageWriter.write(message);
        unread += text.length();
        if (unread > maxUnread) {
            close(CloseCode.SLOW_READER, "more than " + maxUnread + " bytes wait to be read");
            return;
        }
        connection
                .sendText(text)
                .subscribe()
                .with(_ -> read(text.length()), _ -> read(text.length()));
    }

    @Override
    public void sendMedia(byte[] frame) {
        if (!closed) {
            unreadMedia += frame.length;
            connection
                    .sendBinary(VertxInternals.buffer(frame))
                    .subscribe()
                    .with(_ -> mediaRead(frame.length), _ -> mediaRead(frame.length));
        }
    }

    private void mediaRead(int length) {
        loop.execute(() -> unreadMedia -= length);
    }

    @Override
    public long unreadMedia() {
        return unreadMedia;
    }

    private void read(int length) {
        loop.execute(() -> unread -= length);
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (!closed) {
            closed = true;
            connection
                    .close(new CloseReason(code.number(), shortened(reason)))
                    .subscribe()
                    .with(_ -> {}, _ -> {});
        }
    }

    private static String shortened(String reason) {
        String ascii = reason.replaceAll("[^ -~]", "?");
        return ascii.substring(0, Math.min(ascii.length(), MAX_REASON_BYTES));
    }
}

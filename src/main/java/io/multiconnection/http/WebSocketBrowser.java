package io.multiconnection.http;

import io.multiconnection.gateway.Browser;
import io.multiconnection.protocol.CloseCode;
import io.netty.channel.Channel;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A page at the other end of a WebSocket. Counts what it has not read yet, and gives it up when
 * that is too much of messages; of media, a session sends less.
 *
 * <p>Written to from its session's event loop; Vert.x keeps the order of writes from another than
 * the WebSocket's own, on which they complete.
 */
final class WebSocketBrowser implements Browser {

    /** What fits into a close frame beside its code (RFC 6455, section 5.5). */
    private static final int MAX_REASON_BYTES = 123;

    private final WebSocketConnection connection;
    private final Channel channel;
    private final int maxUnread;
    private final AtomicLong unread = new AtomicLong();
    private final AtomicLong unreadMedia = new AtomicLong();
    private volatile boolean closed;

    WebSocketBrowser(WebSocketConnection connection, Channel channel, int maxUnread) {
        this.connection = connection;
        this.channel = channel;
        this.maxUnread = maxUnread;
    }

    @Override
    public void send(String text) {
        if (closed) {
            return;
        }
        int length = text.length();
        if (unread.addAndGet(length) > maxUnread) {
            close(CloseCode.SLOW_READER, "more than " + maxUnread + " bytes wait to be read");
            return;
        }
        connection
                .sendText(text)
                .subscribe()
                .with(_ -> unread.addAndGet(-length), _ -> unread.addAndGet(-length));
    }

    @Override
    public void sendMedia(byte[] frame) {
        if (closed) {
            return;
        }
        int length = frame.length;
        unreadMedia.addAndGet(length);
        connection
                .sendBinary(VertxInternals.buffer(frame))
                .subscribe()
                .with(_ -> unreadMedia.addAndGet(-length), _ -> unreadMedia.addAndGet(-length));
    }

    @Override
    public long unreadMedia() {
        return unreadMedia.get();
    }

    @Override
    public void pauseReading() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (!closed) {
            closed = true;
            resumeReading(); // the client's close frame, too
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

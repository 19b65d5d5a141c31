package io.multiconnection.app;

import io.multiconnection.gateway.ClientSocket;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A page at the other end of a WebSocket. Counts what it has not read yet, and gives it up when
 * that is too much of messages; of media, a session sends less.
 *
 * <p>Written to from its session's event loop; Vert.x keeps the order of writes from another than
 * the WebSocket's own, on which they complete.
 */
final class VertxClientSocket implements ClientSocket {

    /** What fits into a close frame beside its code (RFC 6455, section 5.5). */
    private static final int MAX_REASON_BYTES = 123;

    /** Time for the close frame to be read and answered. */
    private static final int CLOSE_SECONDS = 3;

    /** Memory of a waiting message beside its bytes: its header, promises and callbacks. */
    private static final int SEND_BYTES = 600;

    private final WebSocketConnection connection;
    private final Channel channel;
    private final MemoryAccount memory;
    private final int maxUnread;
    private final AtomicLong unread = new AtomicLong();
    private final AtomicLong unreadMedia = new AtomicLong();
    private boolean pausedBySession;
    private boolean pausedByUnread;
    private volatile boolean closed;

    VertxClientSocket(
            WebSocketConnection connection, Channel channel, MemoryAccount memory, int maxUnread) {
        this.connection = connection;
        this.channel = channel;
        this.memory = memory;
        this.maxUnread = maxUnread;
    }

    @Override
    public @Nullable String address() {
        return memory.address();
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
        pauseWhileUnread();
        long bytes = SEND_BYTES + (long) ByteBufUtil.utf8Bytes(text);
        send(
                connection.sendText(text),
                bytes,
                () -> {
                    unread.addAndGet(-length);
                    pauseWhileUnread();
                    memory.give(MemoryKind.UNREAD, bytes);
                });
    }

    @Override
    public void sendMedia(byte[] frame) {
        if (closed) {
            return;
        }
        int length = frame.length;
        long bytes = SEND_BYTES + (long) length;
        unreadMedia.addAndGet(length);
        send(
                connection.sendBinary(VertxInternals.buffer(frame)),
                bytes,
                () -> {
                    unreadMedia.addAndGet(-length);
                    memory.give(MemoryKind.UNREAD, bytes);
                });
    }

    private void send(Uni<Void> message, long bytes, Runnable written) {
        if (memory.take(MemoryKind.UNREAD, bytes)) {
            message.subscribe().with(_ -> written.run(), _ -> written.run());
        } else {
            written.run(); // the WebSocket is being ended
        }
    }

    @Override
    public long unreadMedia() {
        return unreadMedia.get();
    }

    @Override
    public synchronized void pauseReading() {
        pausedBySession = true;
        applyPauses();
    }

    @Override
    public synchronized void resumeReading() {
        pausedBySession = false;
        applyPauses();
    }

    /**
     * A client that leaves half of what may wait unread is not read either, so that it cannot ask
     * for more, until it has read half of that.
     */
    private void pauseWhileUnread() {
        long waiting = unread.get();
        if (waiting > maxUnread / 2 || (pausedByUnread && waiting <= maxUnread / 4)) {
            synchronized (this) {
                pausedByUnread = unread.get() > maxUnread / 4;
                applyPauses();
            }
        }
    }

    private void applyPauses() {
        channel.config().setAutoRead(closed || !(pausedBySession || pausedByUnread));
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
            dropLater();
        }
    }

    /** A client that does not read would keep its close frame, and all before it, waiting. */
    private void dropLater() {
        ScheduledFuture<?> drop =
                channel.eventLoop()
                        .schedule(
                                () -> VertxInternals.drop(channel),
                                CLOSE_SECONDS,
                                TimeUnit.SECONDS);
        channel.closeFuture().addListener(_ -> drop.cancel(false));
    }

    static String shortened(String reason) {
        StringBuilder ascii = new StringBuilder(MAX_REASON_BYTES);
        for (int i = 0; i < Math.min(reason.length(), MAX_REASON_BYTES); i++) {
            char c = reason.charAt(i);
            ascii.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return ascii.toString();
    }
}

package io.multiconnection.app.websocket;

import io.multiconnection.app.limits.ClientAddresses;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.gateway.ClientSocket;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Client's WebSocket. Counts unread bytes, and closes the WebSocket if too many bytes of text
 * messages are unread; of media, the session sends less instead.
 *
 * <p>Written to from the session's event loop. Writes complete on the WebSocket's own event loop;
 * Vert.x keeps their order if the two differ.
 */
public final class VertxClientSocket implements ClientSocket {

    /** Limit of a close frame's reason (RFC 6455, section 5.5). */
    private static final int MAX_REASON_BYTES = 123;

    /** Time limit in seconds for the closing handshake. */
    private static final int CLOSE_SECONDS = 3;

    /** Memory of an unread message besides its bytes: header, promises and callbacks. */
    private static final int SEND_BYTES = 600;

    /** Payload of pings; clients return it and ignore its content. */
    private static final String PING = "ping";

    private final WebSocketConnection connection;
    private final Channel channel;
    private final MemoryAccount memory;
    private final int maxUnread;
    private final AtomicLong unread = new AtomicLong();
    private final AtomicLong unreadMedia = new AtomicLong();
    private final AtomicBoolean pinging = new AtomicBoolean();
    private int pauses;
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
    public @Nullable String loggedAddress() {
        return connection.userData().get(ClientAddresses.LOGGED);
    }

    @Override
    public void send(String text) {
        if (closed) {
            return;
        }
        int length = text.length();
        if (unread.addAndGet(length) > maxUnread) {
            close(CloseCode.SLOW_READER, "more than " + maxUnread + " unread bytes");
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
            written.run(); // the WebSocket is being closed
        }
    }

    @Override
    public void ping() {
        if (!closed && pinging.compareAndSet(false, true)) {
            connection
                    .sendPing(Buffer.buffer(PING))
                    .subscribe()
                    .with(_ -> pinging.set(false), _ -> pinging.set(false));
        }
    }

    @Override
    public long unreadMedia() {
        return unreadMedia.get();
    }

    @Override
    public synchronized void pauseReading() {
        pauses++;
        applyPauses();
    }

    @Override
    public synchronized void resumeReading() {
        pauses--;
        applyPauses();
    }

    /**
     * Stops reading from a client with more than half of the allowed unread bytes, so that it
     * cannot request more, until it has read half of them.
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

    private synchronized void readCloseFrame() {
        applyPauses();
    }

    private void applyPauses() {
        channel.config().setAutoRead(closed || !(pauses > 0 || pausedByUnread));
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (!closed) {
            closed = true;
            readCloseFrame();
            connection
                    .close(new CloseReason(code.number(), shortened(reason)))
                    .subscribe()
                    .with(_ -> {}, _ -> {});
            dropLater();
        }
    }

    /** Closes the connection of a client that does not read the close frame in time. */
    private void dropLater() {
        ScheduledFuture<?> drop =
                channel.eventLoop()
                        .schedule(
                                () -> VertxInternals.drop(channel),
                                CLOSE_SECONDS,
                                TimeUnit.SECONDS);
        channel.closeFuture().addListener(_ -> drop.cancel(false));
    }

    /** Returns a reason that fits into a close frame, in printable ASCII. */
    public static String shortened(String reason) {
        StringBuilder ascii = new StringBuilder(MAX_REASON_BYTES);
        for (int i = 0; i < Math.min(reason.length(), MAX_REASON_BYTES); i++) {
            char c = reason.charAt(i);
            ascii.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return ascii.toString();
    }
}

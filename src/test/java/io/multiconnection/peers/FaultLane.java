package io.multiconnection.peers;

import io.multiconnection.peers.FaultConditions.Trap;
import io.multiconnection.peers.FaultProxy.Way;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link FaultLink}: reads bytes from one end, and forwards them to the other
 * when they are due. On its loop.
 */
final class FaultLane extends ChannelInboundHandlerAdapter {

    private static final int MAX_HELD_BYTES = 256 << 10;
    private static final int MAX_TRAP_BYTES = 64;

    private record Piece(ByteBuf bytes, long dueNanos) {}

    private final FaultProxy proxy;
    private final Way way;
    private final SocketChannel from;
    private final SocketChannel to;
    private final Runnable afterEnd;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private String tail = "";
    private @Nullable ScheduledFuture<?> timer;
    private long lastDueNanos = System.nanoTime();
    private long heldBytes;
    private boolean sawEnd;
    private boolean ending;
    private boolean ended;

    /**
     * Creates a lane.
     *
     * @param afterEnd runs when the end was forwarded to {@code to}
     */
    FaultLane(FaultProxy proxy, Way way, SocketChannel from, SocketChannel to, Runnable afterEnd) {
        this.proxy = proxy;
        this.way = way;
        this.from = from;
        this.to = to;
        this.afterEnd = afterEnd;
    }

    long heldBytes() {
        return heldBytes;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (ending) {
            bytes.release();
            return;
        }
        FaultConditions now = proxy.conditions(way);
        lastDueNanos =
                Math.max(lastDueNanos, System.nanoTime() + now.delayNanos())
                        + now.nanosFor(bytes.readableBytes());
        heldBytes += bytes.readableBytes();
        pieces.add(new Piece(bytes, lastDueNanos));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        goOn();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            sawEnd = true;
            goOn();
        }
    }

    /** Reports the end of the source; held bytes are still forwarded. */
    void end() {
        ending = true;
        goOn();
    }

    void inject(ByteBuf bytes) {
        to.writeAndFlush(bytes);
    }

    /** Forwards the bytes that are due, and continues reading. */
    void goOn() {
        if (!from.isActive() || !to.isActive()) {
            return;
        }
        while (!pieces.isEmpty() && !isStalledAt(pieces.getFirst())) {
            long wait = pieces.getFirst().dueNanos() - System.nanoTime();
            if (wait > 0) {
                goOnIn(wait);
                break;
            }
            forward(pieces.removeFirst().bytes());
        }
        FaultConditions now = proxy.conditions(way);
        ending |= sawEnd && !now.withholdsEnds();
        if (ending && heldBytes == 0 && !ended) {
            ended = true;
            to.shutdownOutput().addListener(_ -> afterEnd.run());
        } else if (!ending && !sawEnd && !now.stalled() && heldBytes < MAX_HELD_BYTES) {
            from.read();
        }
    }

    /** Searches for the trap, also across two reads. */
    private boolean isStalledAt(Piece next) {
        FaultConditions now = proxy.conditions(way);
        Trap trap = now.trap();
        if (!now.stalled() && trap != null) {
            String seen = last(tail, trap.bytes().length() - 1);
            if ((seen + text(next.bytes())).contains(trap.bytes())) {
                proxy.sprung(way, trap);
                return true;
            }
        }
        return now.stalled();
    }

    private static String text(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String last(String text, int length) {
        return text.substring(Math.max(0, text.length() - length));
    }

    private void goOnIn(long nanos) {
        if (timer == null) {
            timer = to.eventLoop().schedule(this::timeHasCome, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void timeHasCome() {
        timer = null;
        goOn();
    }

    private void forward(ByteBuf bytes) {
        int size = bytes.readableBytes();
        tail = last(tail + text(bytes), MAX_TRAP_BYTES);
        to.writeAndFlush(bytes)
                .addListener(
                        _ -> {
                            heldBytes -= size;
                            goOn();
                        });
    }

    /** Discards all bytes; the connection is closed. */
    void drop() {
        if (timer != null) {
            timer.cancel(false);
        }
        pieces.forEach(
                piece -> {
                    heldBytes -= piece.bytes().readableBytes();
                    piece.bytes().release();
                });
        pieces.clear();
    }
}

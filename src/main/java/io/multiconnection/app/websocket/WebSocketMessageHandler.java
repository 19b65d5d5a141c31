package io.multiconnection.app.websocket;

import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.memory.HeapSize;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryCharge;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.VertxHandler;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Handler of one WebSocket's frames (RFC 6455, section 5), in the pipeline before Vert.x: joins
 * fragments within the limits, answers pings, and delivers messages to a listener. Close frames go
 * to Vert.x, which does the closing handshake.
 *
 * <p>Incomplete messages are charged to the WebSocket's memory account: the frame that the decoder
 * is reading ({@link WebSocketByteCounter}) and the fragments before it.
 *
 * <p>After the first violation all frames are skipped until the listener has closed the WebSocket.
 */
public final class WebSocketMessageHandler extends ChannelInboundHandlerAdapter {

    /** Receiver of messages. Called on the WebSocket's event loop. */
    public interface Listener {

        /** Receives a text message. */
        void onText(String message);

        /** Receives a binary message, which is borrowed: retain it to keep it. */
        void onBinary(ByteBuf message);

        /** Receives the end of a read of the socket, after the messages of that read. */
        void onEndOfRead();

        /** Receives the arrival of a ping or pong. */
        void onControlFrame();

        /** Receives the cost in bytes of a fragment, besides its payload. */
        void onOverhead(int bytes);

        /**
         * Closes the WebSocket with {@code code}, because the client violated a limit or the RFC.
         */
        void onViolation(CloseCode code, String reason);

        /** Closes the WebSocket because it holds too much memory. */
        void onMemoryOverrun(MemoryOverrun reason);
    }

    /** Minimum bytes that a fragment counts, which bounds tiny fragments. */
    private static final int MIN_FRAGMENT_BYTES = 1024;

    /** Close code of a close frame without a code (RFC 6455, section 7.1.5). */
    private static final int NO_STATUS = 1005;

    /** Memory of an idle WebSocket: buffers, heap and kernel state. */
    private static final int BASE_BYTES = 16 << 10;

    private final int maxText;
    private final int maxBinary;
    private final Channel channel;
    private final MemoryAccount memory;
    private final MemoryCharge fragmentMemory;
    private final WebSocketByteCounter counter;

    /** Frames received before {@link #begin}; up to those of one read. */
    private final Deque<WebSocketFrame> early = new ArrayDeque<>();

    private final PongSender pongs = new PongSender();

    private @Nullable Listener listener;
    private @Nullable ByteBuf fragments;
    private boolean isText;
    private boolean isOver;
    private @Nullable Integer closeCode;

    WebSocketMessageHandler(
            Channel channel,
            MemoryBudget budget,
            @Nullable String address,
            int maxText,
            int maxBinary) {
        this.channel = channel;
        this.maxText = maxText;
        this.maxBinary = maxBinary;
        this.memory = budget.open(address, channel.eventLoop(), this::overrun);
        this.fragmentMemory = new MemoryCharge(memory, MemoryKind.INBOUND);
        this.counter = new WebSocketByteCounter(memory);
    }

    /**
     * Adds a handler to the channel of a request that may become a WebSocket. The handler queues
     * frames until {@link #begin}, and forwards everything else.
     *
     * @param address key of the client's address; null for no limit per address
     * @param maxText limit of a text message in bytes
     * @param maxBinary limit of a binary message in bytes
     */
    public static WebSocketMessageHandler addTo(
            Channel channel,
            MemoryBudget budget,
            @Nullable String address,
            int maxText,
            int maxBinary) {
        WebSocketMessageHandler known = channel.pipeline().get(WebSocketMessageHandler.class);
        if (known != null) {
            return known; // left by a refused upgrade on the same connection
        }
        WebSocketMessageHandler added =
                new WebSocketMessageHandler(channel, budget, address, maxText, maxBinary);
        // Netty replaces the HTTP decoder by the frame decoder.
        added.addBetween(HttpRequestDecoder.class, VertxHandler.class);
        return added;
    }

    /** Adds the byte counter before {@code decoder}, and this handler before {@code last}. */
    public void addBetween(
            Class<? extends ChannelHandler> decoder, Class<? extends ChannelHandler> last) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.context(decoder).name(), "frame-bytes", counter);
        pipeline.addBefore(pipeline.context(last).name(), "messages", this);
    }

    Channel channel() {
        return channel;
    }

    /**
     * Returns the code of the client's close frame, 1005 if the frame had none, where Vert.x
     * reports 1000.
     *
     * @param otherwise code to return if the client sent no close frame
     */
    int closeCode(int otherwise) {
        Integer code = closeCode;
        return code == null ? otherwise : code;
    }

    /** Returns the WebSocket's memory account, which is closed with the channel. */
    MemoryAccount memory() {
        return memory;
    }

    /** Delivers all messages to {@code receiver}, including those received before. */
    public void begin(Listener receiver) {
        listener = receiver;
        var _ = memory.take(MemoryKind.BASE, BASE_BYTES);
        ChannelHandlerContext ctx = channel.pipeline().context(this);
        while (!early.isEmpty()) {
            receive(ctx, early.remove(), receiver);
        }
        receiver.onEndOfRead();
        fragmentMemory.set(fragments == null ? 0 : fragments.capacity());
    }

    /** Skips all messages: the WebSocket is being closed. */
    void discard() {
        end();
    }

    private void overrun(MemoryOverrun reason) {
        Listener receiver = listener;
        end();
        if (receiver == null) {
            VertxInternals.drop(channel);
        } else {
            receiver.onMemoryOverrun(reason);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            ctx.fireChannelRead(message);
            return;
        }
        counter.decoded(frame);
        Listener receiver = listener;
        if (receiver == null && !isOver) {
            early.add(frame);
            fragmentMemory.set(
                    fragmentMemory.bytes() + frame.content().readableBytes() + HeapSize.ELEMENT);
        } else {
            receive(ctx, frame, receiver);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (listener != null && !isOver) {
            listener.onEndOfRead();
        }
        ctx.fireChannelReadComplete();
    }

    private void receive(
            ChannelHandlerContext ctx, WebSocketFrame frame, @Nullable Listener receiver) {
        if (frame instanceof CloseWebSocketFrame close) {
            closeCode = close.statusCode() < 0 ? NO_STATUS : close.statusCode();
            ctx.fireChannelRead(frame);
            return;
        }
        try {
            if (receiver != null && !isOver) {
                handle(ctx, frame, receiver);
            }
        } finally {
            frame.release();
        }
    }

    private void handle(ChannelHandlerContext ctx, WebSocketFrame frame, Listener receiver) {
        switch (frame) {
            case PingWebSocketFrame ping -> {
                pongs.send(ctx, ping.content());
                receiver.onControlFrame();
            }
            case PongWebSocketFrame _ -> receiver.onControlFrame();
            case TextWebSocketFrame _, BinaryWebSocketFrame _ -> first(ctx, frame, receiver);
            case ContinuationWebSocketFrame _ -> next(frame, receiver);
            default -> violated(receiver, CloseCode.PROTOCOL_ERROR, "an unknown frame type");
        }
    }

    /** Handles the first frame of a message; the decoder has checked that no other is open. */
    private void first(ChannelHandlerContext ctx, WebSocketFrame frame, Listener receiver) {
        isText = frame instanceof TextWebSocketFrame;
        if (!isWithinLimit(frame.content(), receiver)) {
            return;
        }
        if (frame.isFinalFragment()) {
            deliver(frame.content(), receiver);
        } else {
            fragments = ctx.alloc().buffer(frame.content().readableBytes());
            append(frame.content(), receiver);
        }
    }

    private void next(WebSocketFrame frame, Listener receiver) {
        if (!isWithinLimit(frame.content(), receiver)) {
            return;
        }
        append(frame.content(), receiver);
        ByteBuf complete = fragments;
        if (frame.isFinalFragment() && complete != null) {
            fragments = null;
            try {
                deliver(complete, receiver);
            } finally {
                complete.release();
                fragmentMemory.set(0);
            }
        }
    }

    private boolean isWithinLimit(ByteBuf more, Listener receiver) {
        int before = fragments == null ? 0 : fragments.readableBytes();
        int bytes = before + more.readableBytes();
        int limit = isText ? maxText : maxBinary;
        if (bytes > limit) {
            violated(
                    receiver,
                    CloseCode.TOO_BIG,
                    "a %s message of %d bytes or more, limit %d"
                            .formatted(isText ? "text" : "binary", bytes, limit));
        }
        return bytes <= limit;
    }

    private void append(ByteBuf content, Listener receiver) {
        ByteBuf joined = fragments;
        if (joined == null) {
            return; // discarded after a violation
        }
        int overhead = MIN_FRAGMENT_BYTES - content.readableBytes();
        joined.writeBytes(content);
        fragmentMemory.set(joined.capacity());
        if (overhead > 0) {
            receiver.onOverhead(overhead);
        }
    }

    private void deliver(ByteBuf message, Listener receiver) {
        if (!isText) {
            receiver.onBinary(message);
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(message.nioBuffer()).toString();
        } catch (CharacterCodingException e) {
            violated(receiver, CloseCode.NOT_UTF8, "a text message that is not UTF-8");
            return;
        }
        receiver.onText(text);
    }

    private void violated(Listener receiver, CloseCode code, String reason) {
        end();
        receiver.onViolation(code, reason);
    }

    /** Reports a violation that the decoder found; forwards other failures. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Listener receiver = listener;
        boolean isViolation =
                cause instanceof CorruptedWebSocketFrameException
                        || cause instanceof TooLongFrameException;
        if (isOver && isViolation) {
            return; // skipped, as all after the first violation
        }
        if (receiver == null || !isViolation) {
            ctx.fireExceptionCaught(cause);
            return;
        }
        violated(receiver, code(cause), "malformed frame: " + cause.getMessage());
    }

    private static CloseCode code(Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            return switch (corrupted.closeStatus().code()) {
                case 1007 -> CloseCode.NOT_UTF8;
                case 1009 -> CloseCode.TOO_BIG;
                default -> CloseCode.PROTOCOL_ERROR;
            };
        }
        return CloseCode.TOO_BIG;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        memory.close();
        ctx.fireChannelInactive();
    }

    private void end() {
        isOver = true;
        counter.stop();
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        ReferenceCountUtil.release(fragments);
        fragments = null;
        pongs.stop();
        fragmentMemory.set(0);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
        memory.close();
    }
}

package io.multiconnection.app.websocket;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryCharge;
import io.multiconnection.memory.MemoryKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Counter of the bytes that Netty's WebSocket decoder holds of a frame that is not complete, in the
 * pipeline before that decoder. They are taken from the WebSocket's memory account.
 */
final class WebSocketByteCounter extends ChannelInboundHandlerAdapter {

    /** Bytes of a client's frame header: two and the mask; 2 or 8 more for longer payloads. */
    private static final int SHORT_HEADER = 6;

    private static final int MAX_SHORT = 125;
    private static final int MAX_MEDIUM = 0xFFFF;

    private final MemoryCharge memory;
    private long unfinished;
    private boolean isStopped;

    WebSocketByteCounter(MemoryAccount memory) {
        this.memory = new MemoryCharge(memory, MemoryKind.INBOUND);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && !isStopped) {
            unfinished += bytes.readableBytes();
        }
        ctx.fireChannelRead(message); // calls decoded() for each frame that is complete
        account();
    }

    /** Counts the bytes of a frame as read. */
    void decoded(WebSocketFrame frame) {
        int payload = frame.content().readableBytes();
        int header =
                payload <= MAX_SHORT
                        ? SHORT_HEADER
                        : payload <= MAX_MEDIUM ? SHORT_HEADER + 2 : SHORT_HEADER + 8;
        // Bytes received together with the upgrade were not counted.
        unfinished = Math.max(0, unfinished - header - payload);
    }

    /** Stops counting: after a violation the decoder skips all bytes. */
    void stop() {
        isStopped = true;
        unfinished = 0;
        account();
    }

    /** Charges the decoder's buffer, which grows by doubling. */
    private void account() {
        memory.set(unfinished == 0 ? 0 : Long.highestOneBit(2 * unfinished - 1));
    }
}

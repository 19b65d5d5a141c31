package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counter of the received bytes of the chunk stream, without the handshake. Read it on the
 * channel's event loop.
 */
public final class ByteCounter extends ChannelInboundHandlerAdapter {

    private long received;

    /** Returns the bytes received. */
    public long received() {
        return received;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            received += bytes.readableBytes();
        }
        ctx.fireChannelRead(message);
    }
}

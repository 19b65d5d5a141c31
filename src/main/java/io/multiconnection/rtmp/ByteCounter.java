package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Counter of the bytes of the chunk stream in both directions, without the handshake. Read it on
 * the channel's event loop.
 */
public final class ByteCounter extends ChannelDuplexHandler {

    private long received;
    private long written;

    /** Returns the bytes received. */
    public long received() {
        return received;
    }

    /** Returns the bytes written, including those that still wait for the socket. */
    public long written() {
        return written;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            received += bytes.readableBytes();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            written += bytes.readableBytes();
        }
        ctx.write(message, promise);
    }
}

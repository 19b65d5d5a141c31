package io.multiconnection.rtmp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Writes what {@link RtmpMessage}s carry. {@link SharedMedia} has done so already and passes. */
public final class MessageEncoder extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ctx.write(message instanceof RtmpMessage m ? encode(ctx, m) : message, promise);
    }

    private static RawMessage encode(ChannelHandlerContext ctx, RtmpMessage message) {
        return new RawMessage(
                message.timestamp(),
                PayloadWriter.typeId(message.payload()),
                message.messageStreamId(),
                PayloadWriter.write(message.payload(), ctx.alloc()));
    }
}

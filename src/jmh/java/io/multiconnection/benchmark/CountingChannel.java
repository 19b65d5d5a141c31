package io.multiconnection.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;

/** Embedded channel that counts and releases what leaves its pipeline, in both directions. */
public final class CountingChannel extends EmbeddedChannel {

    private long receivedMessages;
    private long sentBytes;

    /** Creates a channel that allocates pooled buffers, as sockets do. */
    public CountingChannel(ChannelHandler... handlers) {
        config().setAllocator(PooledByteBufAllocator.DEFAULT);
        pipeline().addLast(handlers);
    }

    /** Returns the number of messages that the last handler forwarded. */
    public long receivedMessages() {
        return receivedMessages;
    }

    /** Returns the number of bytes that the socket would have sent. */
    public long sentBytes() {
        return sentBytes;
    }

    @Override
    protected void handleInboundMessage(Object message) {
        receivedMessages++;
        ReferenceCountUtil.release(message);
    }

    @Override
    protected void handleOutboundMessage(Object message) {
        ByteBuf bytes = (ByteBuf) message;
        sentBytes += bytes.readableBytes();
        bytes.release();
    }
}

package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * Allocator of one fuzz input. It knows at once whether a buffer is left, and so which input leaks;
 * leak detection knows only after a collection.
 */
public final class CountedBuffers {

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** Returns a buffer with these bytes. */
    public ByteBuf buffer(byte[] bytes) {
        return allocator.buffer(bytes.length).writeBytes(bytes);
    }

    /** Returns a channel that takes its buffers from here. */
    public EmbeddedChannel channel(ChannelHandler... handlers) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(handlers);
        return channel;
    }

    /**
     * Writes bytes into a channel, in pieces; stops once it is closed.
     *
     * @param piece bytes of each piece, 1 or more
     */
    public void writeInPieces(EmbeddedChannel channel, byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length && channel.isOpen(); at += piece) {
            int count = Math.min(piece, bytes.length - at);
            channel.writeInbound(allocator.buffer(count).writeBytes(bytes, at, count));
        }
    }

    public void assertAllReleased() {
        assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                .as("bytes of buffers that nobody has released")
                .isZero();
    }
}

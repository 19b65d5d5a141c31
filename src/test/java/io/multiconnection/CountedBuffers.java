package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * Allocator of one fuzz input. Detects unreleased buffers immediately, and so identifies the input
 * that leaks; leak detection needs a garbage collection first.
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

    /** Returns a channel that uses this allocator. */
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
                .as("bytes of unreleased buffers")
                .isZero();
    }
}

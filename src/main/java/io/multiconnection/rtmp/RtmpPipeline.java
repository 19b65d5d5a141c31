package io.multiconnection.rtmp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.util.Objects;

/** Setup of a connection's handlers. TLS comes before them, the application after them. */
public final class RtmpPipeline {

    private RtmpPipeline() {}

    /**
     * Returns the context from which {@link SharedMedia} is written. It is encoded already, so it
     * enters the pipeline at the chunk encoder and skips the handlers of other messages.
     */
    public static ChannelHandlerContext mediaContext(ChannelPipeline pipeline) {
        return Objects.requireNonNull(pipeline.context(MessageEncoder.class), "no RTMP pipeline");
    }

    /** Adds the handlers with the default chunk size and window. */
    public static void addLast(
            ChannelPipeline pipeline,
            HandshakeHandler handshake,
            RtmpLimits limits,
            RtmpMemory memory) {
        addLast(
                pipeline,
                handshake,
                limits,
                memory,
                ChunkEncoder.DEFAULT_CHUNK_SIZE,
                ControlHandler.DEFAULT_WINDOW);
    }

    /**
     * Adds the handlers: handshake, byte counter, chunks, messages, control. The next handler may
     * write {@link RtmpMessage}s and {@link SharedMedia} once it has seen {@link
     * HandshakeHandler.Done}.
     *
     * @param memory accounts for everything that the connection holds
     * @param chunkSize size of sent chunks, at least 1 byte
     * @param window announced Window Acknowledgement Size in bytes, unsigned
     */
    public static void addLast(
            ChannelPipeline pipeline,
            HandshakeHandler handshake,
            RtmpLimits limits,
            RtmpMemory memory,
            int chunkSize,
            int window) {
        ByteCounter counter = new ByteCounter();
        ChunkDecoder decoder = new ChunkDecoder(limits, memory);
        pipeline.addLast(
                handshake,
                counter,
                decoder,
                new ChunkEncoder(chunkSize),
                new MessageDecoder(limits),
                new MessageEncoder(memory, decoder, chunkSize),
                new ControlHandler(counter, window));
    }
}

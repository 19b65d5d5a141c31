package io.multiconnection.rtmp;

import io.netty.channel.ChannelPipeline;

/** Puts the handlers of a connection in order. TLS goes before them, the application after. */
public final class RtmpPipeline {

    private RtmpPipeline() {}

    /** Adds the handlers with the usual chunk size and window. */
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
     * @param memory from which the connection takes what it holds
     * @param chunkSize of our chunks, at least 1 byte
     * @param window what we announce as our Window Acknowledgement Size, bytes, unsigned
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

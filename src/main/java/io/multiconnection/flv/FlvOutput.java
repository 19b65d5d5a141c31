package io.multiconnection.flv;

import io.netty.buffer.ByteBuf;

/** Open response or WebSocket of a viewer. Called on the event loop of its connection. */
public interface FlvOutput {

    /** Receiver of an output and of its events. Called on the event loop of the connection. */
    interface Listener {

        /** The response has begun: bytes may be written to {@code output}. */
        void onOpen(FlvOutput output);

        /** The output takes bytes again after {@link FlvOutput#isFull}. */
        void onWritable();
    }

    /** Whether enough bytes are waiting in the socket; {@link Listener#onWritable} follows. */
    boolean isFull();

    /**
     * Writes bytes that are shared with other viewers: heap memory, neither changed nor released.
     *
     * @param done runs when the bytes are written or never will be
     */
    void write(ByteBuf bytes, Runnable done);
}

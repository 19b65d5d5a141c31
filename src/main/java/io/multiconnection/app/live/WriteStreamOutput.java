package io.multiconnection.app.live;

import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.flv.FlvOutput;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** Output of a viewer on a Vert.x response or WebSocket. */
record WriteStreamOutput(WriteStream<Buffer> stream) implements FlvOutput {

    /** Limit of bytes that wait in the socket. */
    private static final int SOCKET_BYTES = 128 << 10;

    /** Gives an output on {@code stream} to {@code listener}. */
    static void open(Listener listener, WriteStream<Buffer> stream) {
        stream.setWriteQueueMaxSize(SOCKET_BYTES).drainHandler(_ -> listener.onWritable());
        listener.onOpen(new WriteStreamOutput(stream));
    }

    @Override
    public boolean isFull() {
        return stream.writeQueueFull();
    }

    @Override
    public void write(ByteBuf bytes, Runnable done) {
        stream.write(VertxInternals.buffer(bytes)).onComplete(_ -> done.run());
    }
}

package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.ChunkDecoder;
import io.multiconnection.rtmp.MessageEncoder;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/** Simulated server that reads no messages until {@link #read} is called. */
final class UnreadMessages extends ChannelOutboundHandlerAdapter {

    private record Write(Object message, ChannelPromise promise) {}

    private final MessageEncoder encoder;
    private final Queue<Write> waiting = new ArrayDeque<>();

    private UnreadMessages(MessageEncoder encoder) {
        this.encoder = encoder;
    }

    /** Stops the server at the other end of {@code channel} from reading. */
    static UnreadMessages on(EmbeddedChannel channel, RtmpMemory memory) {
        ChunkDecoder decoder = new ChunkDecoder(RtmpLimits.DEFAULT, RtmpMemory.unlimited());
        MessageEncoder encoder = new MessageEncoder(memory, decoder, 16384);
        UnreadMessages unread = new UnreadMessages(encoder);
        channel.pipeline().addFirst(unread, encoder);
        return unread;
    }

    int messages() {
        return waiting.size();
    }

    long bytes() {
        return encoder.waitingBytes();
    }

    /** Reads all waiting messages. */
    void read() {
        while (!waiting.isEmpty()) {
            Write write = waiting.remove();
            ReferenceCountUtil.release(write.message());
            write.promise().setSuccess();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        waiting.add(new Write(message, promise));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        read();
    }
}

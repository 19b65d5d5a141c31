package io.multiconnection.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Publisher to a {@link TcpTee}: each frame is its length, its type and its body. */
final class TcpPublisher implements Publisher {

    private final Loops loops;
    private final EventLoop loop;
    private final int port;
    private @Nullable Channel channel;

    TcpPublisher(Loops loops, int port) {
        this.loops = loops;
        this.loop = loops.next();
        this.port = port;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public CompletableFuture<Void> open() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        channel =
                new Bootstrap()
                        .group(loop)
                        .channel(loops.channelType())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(InetAddress.getLoopbackAddress(), port)
                        .addListener(_ -> opened.complete(null))
                        .channel();
        return opened;
    }

    @Override
    public void send(Frame frame, int timestamp, long nanos) {
        int bytes = TcpSinks.HEADER_BYTES + frame.length();
        ByteBuf message = channel.alloc().directBuffer(bytes);
        message.writeInt(1 + frame.length()).writeByte(frame.type());
        frame.writeTo(message, nanos);
        channel.writeAndFlush(message, channel.voidPromise());
    }

    @Override
    public void close() {
        channel.close();
    }
}

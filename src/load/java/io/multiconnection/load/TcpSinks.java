package io.multiconnection.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/** Servers that count what a {@link TcpTee} forwards. */
final class TcpSinks implements Sinks {

    /** Length and type before each body. */
    static final int HEADER_BYTES = 5;

    private static final int MAX_BYTES = 1 << 24;

    private final Received received = new Received();
    private final List<Channel> servers;

    TcpSinks(Loops loops, int count) {
        servers = IntStream.range(0, count).mapToObj(_ -> listen(loops)).toList();
    }

    private Channel listen(Loops loops) {
        return new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverType())
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(
                                                new LengthFieldBasedFrameDecoder(
                                                        MAX_BYTES,
                                                        0,
                                                        Integer.BYTES,
                                                        0,
                                                        Integer.BYTES),
                                                new Counter(received));
                            }
                        })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public List<Integer> ports() {
        return servers.stream()
                .map(server -> ((InetSocketAddress) server.localAddress()).getPort())
                .toList();
    }

    @Override
    public Received received() {
        return received;
    }

    @Override
    public void close() {
        servers.forEach(Channel::close);
    }

    private static final class Counter extends SimpleChannelInboundHandler<ByteBuf> {

        private final Received received;

        Counter(Received received) {
            this.received = received;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            boolean isVideo = message.readByte() == Frame.VIDEO;
            received.add(isVideo, message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}

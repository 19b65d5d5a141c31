package io.multiconnection.app;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Fake RTMP server that in turn is silent, sends garbage, or closes the connection. */
final class GarbageServer implements AutoCloseable {

    private enum Manner {
        SILENT,
        GARBAGE_INSTEAD_OF_A_HANDSHAKE,
        GARBAGE_AFTER_THE_HANDSHAKE,
        HANGS_UP;

        static Manner of(int connection) {
            return values()[connection % values().length];
        }
    }

    private static final int HANDSHAKE_BYTES = 1 + 2 * 1536;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel channel;
    private int connections;

    GarbageServer() {
        channel =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        int number = connections++;
                                        accepted.pipeline().addLast(new Answering(number));
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    String url() {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        return "rtmp://127.0.0.1:" + port + "/live";
    }

    private static final class Answering extends SimpleChannelInboundHandler<ByteBuf> {

        private final Manner manner;
        private final SplittableRandom random;

        Answering(int number) {
            manner = Manner.of(number);
            random = new SplittableRandom(number);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
            switch (manner) {
                case SILENT -> {}
                case GARBAGE_INSTEAD_OF_A_HANDSHAKE -> ctx.writeAndFlush(garbage(5000));
                case GARBAGE_AFTER_THE_HANDSHAKE -> {
                    ByteBuf handshake = Unpooled.buffer().writeByte(3);
                    handshake.writeZero(HANDSHAKE_BYTES - 1).writeBytes(garbage(5000));
                    ctx.writeAndFlush(handshake);
                }
                case HANGS_UP ->
                        ctx.writeAndFlush(garbage(1)).addListener(ChannelFutureListener.CLOSE);
            }
        }

        private ByteBuf garbage(int count) {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return Unpooled.wrappedBuffer(bytes);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}

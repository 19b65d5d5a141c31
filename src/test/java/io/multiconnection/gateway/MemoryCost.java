package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.publish.SendQueue;
import io.multiconnection.rtmp.ChunkEncoder;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.SharedMedia;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Prints what the memory budget costs where a stream is published: the time in which a send queue
 * takes and gives back the memory of a frame, and the time in which that frame goes to a server's
 * socket, with its share. Not a test: run its {@code main}, alone on its machine.
 */
final class MemoryCost {

    private static final int ROUNDS = 8;
    private static final int SERVERS = 16;
    private static final int FRAMES = 5_000;
    private static final int FRAME_BYTES = 5_000;

    private final NioEventLoopGroup sinks = new NioEventLoopGroup(1);
    private final EventLoop loop = new NioEventLoopGroup(1).next();
    private final MemoryAccount account =
            new MemoryBudget(MemoryLimits.of(256 << 20)).open("a", Runnable::run, _ -> {});
    private final List<Channel> servers = new ArrayList<>();

    private MemoryCost() {
        Channel sink =
                new ServerBootstrap()
                        .group(sinks)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        accepted.pipeline().addLast(new Discard());
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
        for (int i = 0; i < SERVERS; i++) {
            servers.add(
                    new Bootstrap()
                            .group(loop)
                            .channel(NioSocketChannel.class)
                            .handler(new ChunkEncoder(16384))
                            .connect(sink.localAddress())
                            .syncUninterruptibly()
                            .channel());
        }
    }

    /** Prints the figures of each round; the first ones warm up. */
    public static void main(String[] args) {
        MemoryCost cost = new MemoryCost();
        for (int round = 0; round < ROUNDS; round++) {
            double memory = cost.onLoop(cost::memoryNanos);
            double frame = cost.onLoop(cost::frameNanos);
            System.out.printf(
                    "memory %.0f ns, frame to one of %d servers %.0f ns: %.1f %%%n",
                    memory, SERVERS, frame, 100 * memory / frame);
        }
        cost.loop.parent().shutdownGracefully();
        cost.sinks.shutdownGracefully();
    }

    private double onLoop(Callable<Double> task) {
        return loop.submit(task).syncUninterruptibly().getNow();
    }

    private double memoryNanos() {
        SendQueue queue = new SendQueue(account);
        var written = servers.getFirst().newSucceededFuture();
        long begin = System.nanoTime();
        for (int i = 0; i < FRAMES * SERVERS; i++) {
            if (queue.reserve(FRAME_BYTES)) {
                queue.add(FRAME_BYTES, i);
                queue.operationComplete(written);
            }
        }
        return (System.nanoTime() - begin) / (double) (FRAMES * SERVERS);
    }

    private double frameNanos() {
        ByteBuf body = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(FRAME_BYTES);
        long begin = System.nanoTime();
        for (int i = 0; i < FRAMES; i++) {
            SharedMedia media =
                    SharedMedia.of(
                            i * 20,
                            new Video(body.retainedDuplicate()),
                            PooledByteBufAllocator.DEFAULT);
            for (Channel server : servers) {
                server.writeAndFlush(media.retain().on(1));
            }
            media.release();
        }
        double nanos = (System.nanoTime() - begin) / (double) (FRAMES * SERVERS);
        body.release();
        return nanos;
    }

    /** Reads and discards. */
    private static final class Discard extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}

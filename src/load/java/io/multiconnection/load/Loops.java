package io.multiconnection.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.TimeUnit;

/**
 * Event loops of the load generator. Only Linux is supported, because the figures come from /proc.
 */
final class Loops implements AutoCloseable {

    private static final int THREADS = 2;

    private final EventLoopGroup group = new EpollEventLoopGroup(THREADS);

    Loops() {
        // Mutiny's context propagation fails if two threads begin to use it at the same time.
        var _ = Uni.createFrom().emitter(_ -> {});
    }

    EventLoopGroup group() {
        return group;
    }

    EventLoop next() {
        return group.next();
    }

    Class<? extends ServerChannel> serverType() {
        return EpollServerSocketChannel.class;
    }

    Class<? extends SocketChannel> channelType() {
        return EpollSocketChannel.class;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}

package io.multiconnection.rtmp.server;

import io.multiconnection.memory.MemoryBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** Listens for RTMP clients. Thread-safe. */
public final class RtmpServer {

    private final Channel listener;
    private final ServerChannelInitializer clients;

    private RtmpServer(Channel listener, ServerChannelInitializer clients) {
        this.listener = listener;
        this.clients = clients;
    }

    /**
     * Begins to listen.
     *
     * @param group whose event loops serve the clients; stays the caller's
     * @param channelType what goes with the group, such as {@code NioServerSocketChannel}
     * @param address port 0 for any free one
     * @param memory bounds what all clients may make the server hold; each has an account of it
     * @return the server, or the {@link java.net.BindException} that says why not
     */
    public static CompletableFuture<RtmpServer> listen(
            EventLoopGroup group,
            Class<? extends ServerChannel> channelType,
            InetSocketAddress address,
            ServerLimits limits,
            MemoryBudget memory,
            ServerApplication application) {
        ServerChannelInitializer clients =
                new ServerChannelInitializer(limits, memory, application);
        WriteBufferWaterMark waterMark =
                new WriteBufferWaterMark(limits.maxQueuedBytes() / 2, limits.maxQueuedBytes());
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(channelType)
                        .childHandler(clients)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
                        .bind(address);
        CompletableFuture<RtmpServer> listening = new CompletableFuture<>();
        bound.addListener(
                _ -> {
                    if (bound.isSuccess()) {
                        listening.complete(new RtmpServer(bound.channel(), clients));
                    } else {
                        listening.completeExceptionally(bound.cause());
                    }
                });
        return listening;
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Stops listening and ends all connections, telling the clients so.
     *
     * @return done when all of them are closed
     */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        listener.close().addListener(_ -> clients.close().addListener(_ -> closed.complete(null)));
        return closed;
    }
}

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

/** Listener for RTMP clients. Thread-safe. */
public final class RtmpServer {

    private final Channel listener;
    private final ServerChannelInitializer clients;

    private RtmpServer(Channel listener, ServerChannelInitializer clients) {
        this.listener = listener;
        this.clients = clients;
    }

    /**
     * Starts listening.
     *
     * @param group event loops of the clients; stays the caller's
     * @param channelType channel type of the group, such as {@code NioServerSocketChannel}
     * @param address port 0 selects a free one
     * @param memory bounds the memory held for clients; each has an account of it
     * @return the server, or the {@link java.net.BindException} with the reason
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

    /** Returns the local address with the actual port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Stops listening, notifies all clients and ends their connections.
     *
     * @return completes when all of them are closed
     */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        listener.close().addListener(_ -> clients.close().addListener(_ -> closed.complete(null)));
        return closed;
    }
}

package io.multiconnection.rtmp.server;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.ControlHandler;
import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.RtmpPipeline;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Initializer of the clients' channels. Counts and closes them. Thread-safe. */
@Sharable
final class ServerChannelInitializer extends ChannelInitializer<Channel> {

    private static final Logger LOG = System.getLogger(ServerChannelInitializer.class.getName());

    /**
     * Chunk size of most servers, in bytes. Wireshark fails to follow streams with chunks of 64
     * KiB.
     */
    private static final int CHUNK_SIZE = 4096;

    private final ServerLimits limits;
    private final MemoryBudget memory;
    private final ServerApplication application;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closing;

    ServerChannelInitializer(
            ServerLimits limits, MemoryBudget memory, ServerApplication application) {
        this.limits = limits;
        this.memory = memory;
        this.application = application;
    }

    @Override
    protected void initChannel(Channel channel) {
        int number = count.incrementAndGet();
        channel.closeFuture().addListener(_ -> count.decrementAndGet());
        channels.add(channel);
        if (number > limits.maxConnections()) {
            LOG.log(Level.DEBUG, "more clients than the limit of {0}", limits.maxConnections());
            channel.close();
        } else if (closing) {
            channel.close();
        } else {
            addHandlers(channel);
        }
    }

    private void addHandlers(Channel channel) {
        MemoryAccount account = memory.open(null, channel.eventLoop(), _ -> channel.close());
        RtmpMemory rtmp = new RtmpMemory(account);
        long idleNanos = limits.timeouts().idle().toNanos();
        channel.pipeline().addLast(new IdleStateHandler(idleNanos, 0, 0, TimeUnit.NANOSECONDS));
        RtmpPipeline.addLast(
                channel.pipeline(),
                HandshakeHandler.server(),
                limits.rtmp(),
                rtmp,
                CHUNK_SIZE,
                ControlHandler.DEFAULT_WINDOW);
        ServerConnection connection = new ServerConnection(channel, limits, application);
        channel.pipeline().addLast(new ServerConnectionHandler(connection, limits.rtmp()));
        rtmp.whenEmpty(account::close);
    }

    /** Ends all connections; completes when the last one is closed. */
    Future<Void> close() {
        closing = true;
        channels.forEach(
                channel ->
                        channel.pipeline()
                                .fireUserEventTriggered(new ServerConnectionHandler.Shutdown()));
        return channels.newCloseFuture();
    }
}

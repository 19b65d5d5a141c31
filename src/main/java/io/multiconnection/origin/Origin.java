package io.multiconnection.origin;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.server.RtmpServer;
import io.multiconnection.rtmp.server.ServerConnection;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Small RTMP server for development and tests: live streams by application and name, recordings,
 * shared objects and calls. Thread-safe; all clients share one event loop.
 *
 * {@snippet :
 * try (Origin origin = Origin.start(OriginOptions.DEFAULT)) {
 *     publishTo(origin.url("live"), "camera");
 *     origin.when(state -> state.stream("live", "camera").keyframes() > 0).join();
 * }
 * }
 */
public final class Origin implements AutoCloseable {

    /** Limit of the shutdown of the event loop after all connections are closed, in seconds. */
    private static final long LOOP_TIMEOUT_SECONDS = 5;

    private final String host;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final OriginApplication application;
    private final RtmpServer server;

    private Origin(
            String host, EventLoopGroup group, OriginApplication application, RtmpServer server) {
        this.host = host;
        this.group = group;
        this.loop = group.next();
        this.application = application;
        this.server = server;
    }

    /**
     * Starts an origin and waits until it listens.
     *
     * @throws UncheckedIOException if the port cannot be bound or the folder cannot be used
     */
    public static Origin start(OriginOptions options) {
        return start(options, MemoryBudget.unlimited());
    }

    /** Starts an origin whose clients share a memory budget. */
    public static Origin start(OriginOptions options, MemoryBudget memory) {
        return start(options, memory, Scheduler::of);
    }

    /** Starts an origin that plays recordings with another scheduler. */
    static Origin start(OriginOptions options, Function<EventLoop, Scheduler> scheduler) {
        return start(options, MemoryBudget.unlimited(), scheduler);
    }

    private static Origin start(
            OriginOptions options, MemoryBudget memory, Function<EventLoop, Scheduler> scheduler) {
        EventLoopGroup group =
                new NioEventLoopGroup(1, new DefaultThreadFactory("rtmp-origin", true));
        try {
            EventLoop loop = group.next();
            OriginApplication application =
                    new OriginApplication(options, loop, scheduler.apply(loop), memory);
            return listen(options, memory, group, application);
        } catch (IOException e) {
            shutDown(group);
            throw new UncheckedIOException(e);
        }
    }

    private static Origin listen(
            OriginOptions options,
            MemoryBudget memory,
            EventLoopGroup group,
            OriginApplication application)
            throws IOException {
        try {
            RtmpServer server =
                    RtmpServer.listen(
                                    group,
                                    NioServerSocketChannel.class,
                                    new InetSocketAddress(options.host(), options.port()),
                                    options.limits(),
                                    memory,
                                    application)
                            .join();
            return new Origin(options.host(), group, application, server);
        } catch (CompletionException e) {
            application.close();
            application.closeDisk();
            String where = options.host() + ":" + options.port();
            throw new IOException("cannot listen on " + where + ": " + e.getMessage(), e);
        }
    }

    /** Returns the port of the server. */
    public int port() {
        return server.address().getPort();
    }

    /** Returns the URL of an application. */
    public String url(String app) {
        String address = host.contains(":") ? "[" + host + "]" : host;
        return "rtmp://%s:%d/%s".formatted(address, port(), app);
    }

    /**
     * Returns the current state. Must not be called on the origin's event loop.
     *
     * @throws IllegalStateException if the origin is closed
     */
    public OriginState state() {
        try {
            return when(_ -> true).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the origin is closed", e);
        }
    }

    /** Returns the streams that are published or played now, or were recently. */
    public List<StreamInfo> streams() {
        return state().streams();
    }

    /**
     * Waits for a condition, which is tested at each change; each received frame is a change.
     *
     * @param condition called on the origin's event loop
     * @return the first state that meets the condition; fails with the exception of {@code
     *     condition}, or if the origin is closed before
     */
    public CompletableFuture<OriginState> when(Predicate<OriginState> condition) {
        CompletableFuture<OriginState> met = new CompletableFuture<>();
        try {
            loop.execute(() -> application.waiters().add(condition, met, application.state()));
        } catch (RejectedExecutionException e) {
            met.completeExceptionally(new IllegalStateException("the origin is closed", e));
        }
        return met;
    }

    /**
     * Runs an action for each client of an application, for example a call, a status or a close.
     *
     * @param action called on the origin's event loop, where connections have to be used
     * @return completes after the last client; fails with the exception of {@code action}, or if
     *     the origin is closed
     */
    public CompletableFuture<Void> forEachClient(String app, Consumer<ServerConnection> action) {
        return when(_ -> true).thenRunAsync(() -> application.forEachClient(app, action), loop);
    }

    /**
     * Sets a slot of a persistent shared object, as a server-side application does; null or
     * undefined removes it.
     *
     * @return completes when all users are notified; fails if a limit is exceeded or the origin is
     *     closed
     */
    public CompletableFuture<Void> set(String app, String object, String slot, AmfValue value) {
        return when(_ -> true).thenRunAsync(() -> application.set(app, object, slot, value), loop);
    }

    /**
     * Closes all connections in order and waits for the shutdown. Idempotent. Must not be called on
     * the origin's event loop.
     */
    @Override
    public synchronized void close() {
        if (loop.inEventLoop()) {
            throw new IllegalStateException("close on the origin's event loop, which it waits for");
        }
        if (!loop.isShuttingDown()) {
            server.close().join();
            loop.execute(application::close);
        }
        shutDown(group);
        application.closeDisk();
    }

    private static void shutDown(EventLoopGroup group) {
        group.shutdownGracefully(0, LOOP_TIMEOUT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}

package io.multiconnection.origin;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.recordings.RecordingLimits;
import io.multiconnection.rtmp.server.RtmpServer;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.ServerLimits;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A small RTMP server, for development and tests: live streams by app and name, recordings, and
 * calls. Thread-safe; all of its clients share one event loop.
 *
 * {@snippet :
 * try (Origin origin = Origin.start(Origin.Options.DEFAULT)) {
 *     publishTo(origin.url("live"), "camera");
 *     origin.when(state -> state.stream("live", "camera").keyframes() > 0).join();
 * }
 * }
 */
public final class Origin implements AutoCloseable {

    /** A method that clients may call. */
    @FunctionalInterface
    public interface Method {

        /** Answers a call, at once or later; a failure is answered {@code _error}. */
        CompletionStage<AmfValue> call(List<AmfValue> arguments);
    }

    /**
     * What an origin is like.
     *
     * @param host the address or name to listen on
     * @param port 0 for any free one
     * @param refusedApps applications to which nobody may connect
     * @param refusedStreams stream names that nobody may publish, with or without their query
     * @param methods what clients may call, by name
     * @param limits what clients may take
     * @param folder where what outlives the origin is kept: persistent shared objects, and
     *     recordings. It is this origin's own, and made if it is not there. Null for none: then the
     *     objects last as long as the origin, and nothing is recorded
     * @param recordings what recordings may take
     */
    public record Options(
            String host,
            int port,
            Set<String> refusedApps,
            Set<String> refusedStreams,
            Map<String, Method> methods,
            ServerLimits limits,
            @Nullable Path folder,
            RecordingLimits recordings) {

        /**
         * Any free port of 127.0.0.1, where nothing is refused, with the methods {@code echo},
         * {@code add} and {@code getTime}. Every origin has {@code whoami}, {@code listStreams} and
         * {@code getStreamLength} besides, unless its options have others of these names.
         */
        public static final Options DEFAULT =
                new Options(
                        "127.0.0.1",
                        0,
                        Set.of(),
                        Set.of(),
                        Methods.ALL,
                        ServerLimits.DEFAULT,
                        null,
                        RecordingLimits.DEFAULT);

        public Options {
            refusedApps = Set.copyOf(refusedApps);
            refusedStreams = Set.copyOf(refusedStreams);
            methods = Map.copyOf(methods);
        }

        /** The same at another address; port 0 for any free one. */
        public Options on(String newHost, int newPort) {
            return new Options(
                    newHost,
                    newPort,
                    refusedApps,
                    refusedStreams,
                    methods,
                    limits,
                    folder,
                    recordings);
        }

        /** The same, refusing one more application. */
        public Options refusingApp(String app) {
            Set<String> apps = new HashSet<>(refusedApps);
            apps.add(app);
            return new Options(
                    host, port, apps, refusedStreams, methods, limits, folder, recordings);
        }

        /** The same, refusing one more stream name or key. */
        public Options refusingStream(String name) {
            Set<String> names = new HashSet<>(refusedStreams);
            names.add(name);
            return new Options(host, port, refusedApps, names, methods, limits, folder, recordings);
        }

        /** The same with one more method, or another one of this name. */
        public Options answering(String name, Method method) {
            Map<String, Method> all = new HashMap<>(methods);
            all.put(name, method);
            return new Options(
                    host, port, refusedApps, refusedStreams, all, limits, folder, recordings);
        }

        /** The same, keeping what outlives it in a folder of its own. */
        public Options keepingIn(Path newFolder) {
            return new Options(
                    host,
                    port,
                    refusedApps,
                    refusedStreams,
                    methods,
                    limits,
                    newFolder,
                    recordings);
        }

        /** The same with other limits of recordings. */
        public Options recordingWithin(RecordingLimits newLimits) {
            return new Options(
                    host, port, refusedApps, refusedStreams, methods, limits, folder, newLimits);
        }

        /** The same within other limits. */
        public Options within(ServerLimits newLimits) {
            return new Options(
                    host,
                    port,
                    refusedApps,
                    refusedStreams,
                    methods,
                    newLimits,
                    folder,
                    recordings);
        }
    }

    /** How long tasks on the event loop may take to end once all connections are closed. */
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
     * @throws UncheckedIOException if it cannot listen there, mostly because the port is taken, or
     *     cannot use its folder
     */
    public static Origin start(Options options) {
        return start(options, MemoryBudget.unlimited());
    }

    /** Starts an origin whose clients may hold no more than {@code memory} allows. */
    public static Origin start(Options options, MemoryBudget memory) {
        return start(options, memory, Scheduler::of);
    }

    /** Starts an origin that plays recordings by another time. */
    static Origin start(Options options, Function<EventLoop, Scheduler> time) {
        return start(options, MemoryBudget.unlimited(), time);
    }

    private static Origin start(
            Options options, MemoryBudget memory, Function<EventLoop, Scheduler> time) {
        EventLoopGroup group =
                new NioEventLoopGroup(1, new DefaultThreadFactory("rtmp-origin", true));
        try {
            EventLoop loop = group.next();
            OriginApplication application =
                    new OriginApplication(options, loop, time.apply(loop), memory);
            return listen(options, memory, group, application);
        } catch (IOException e) {
            shutDown(group);
            throw new UncheckedIOException(e);
        }
    }

    private static Origin listen(
            Options options,
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

    /** The port it listens on. */
    public int port() {
        return server.address().getPort();
    }

    /** The URL to connect to for an application. */
    public String url(String app) {
        String address = host.contains(":") ? "[" + host + "]" : host;
        return "rtmp://%s:%d/%s".formatted(address, port(), app);
    }

    /**
     * What is there now. Not to be called on the origin's event loop.
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

    /** The streams that are published or played now, and those that were lately. */
    public List<StreamInfo> streams() {
        return state().streams();
    }

    /**
     * Waits for something to be true, looking at each change: each frame that comes is one.
     *
     * @param condition called on the origin's event loop
     * @return the state in which it was true; fails with what {@code condition} throws, or if the
     *     origin is closed before
     */
    public CompletableFuture<OriginState> when(Predicate<OriginState> condition) {
        CompletableFuture<OriginState> met = new CompletableFuture<>();
        try {
            loop.execute(() -> application.watchers().add(condition, met, application.state()));
        } catch (RejectedExecutionException e) {
            met.completeExceptionally(new IllegalStateException("the origin is closed", e));
        }
        return met;
    }

    /**
     * Does something with each client of an application: calls it, tells it a status, closes it.
     *
     * @param action called on the origin's event loop, the only place to use a connection from
     * @return done when the last one has had its turn; fails with what {@code action} throws, or if
     *     the origin is closed
     */
    public CompletableFuture<Void> forEachClient(String app, Consumer<ServerConnection> action) {
        return when(_ -> true).thenRunAsync(() -> application.forEachClient(app, action), loop);
    }

    /**
     * Sets a slot of a persistent shared object, as a server's own program does; null or undefined
     * removes it.
     *
     * @return done when all users are told; fails if a limit is in the way, or the origin is closed
     */
    public CompletableFuture<Void> set(String app, String object, String slot, AmfValue value) {
        return when(_ -> true).thenRunAsync(() -> application.set(app, object, slot, value), loop);
    }

    /**
     * Ends all connections, telling the clients so, and waits until everything is down. May be
     * called again. Not to be called on the origin's event loop.
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

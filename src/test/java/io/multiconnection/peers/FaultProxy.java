package io.multiconnection.peers;

import io.multiconnection.peers.FaultConditions.Trap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy on a free port of 127.0.0.1 that does to connections what networks do, at the moment
 * it is told to: to all that are open, and, where it is a condition such as {@link #stall}, to
 * those that follow until {@link #clear}. A connection's ends and resets are passed on as they
 * come. Its methods return once it is done, and may be called from any thread.
 */
public final class FaultProxy implements AutoCloseable {

    /** Which way bytes go. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    /** Small, so that who sends to a stalled proxy soon knows. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final EventLoop loop = group.next();
    private final Map<Way, FaultConditions> conditions = new EnumMap<>(Way.class);
    private final Set<FaultLink> links = new HashSet<>();
    private final Random random = new Random(1);
    private final Channel listener;
    private int serverPort;
    private int taken;

    private FaultProxy(int serverPort) {
        this.serverPort = serverPort;
        for (Way way : Way.values()) {
            conditions.put(way, FaultConditions.NONE);
        }
        listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_RCVBUF, BUFFER_BYTES)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.SO_SNDBUF, BUFFER_BYTES)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel client) {
                                        dial(client);
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    /** A proxy that leads to a port of 127.0.0.1, whether something listens there yet or not. */
    public static FaultProxy to(int serverPort) {
        return new FaultProxy(serverPort);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The URL of an application behind it. */
    public String url(String application) {
        return "rtmp://127.0.0.1:" + port() + "/" + application;
    }

    /** Connections that follow lead there; those that are open stay where they are. */
    public void leadTo(int otherPort) {
        on(() -> serverPort = otherPort);
    }

    /** Closes both ends of each connection. */
    public void cut() {
        on(() -> List.copyOf(links).forEach(FaultLink::close));
    }

    /** Resets both ends of each connection (RST). */
    public void reset() {
        on(() -> List.copyOf(links).forEach(FaultLink::reset));
    }

    /** Ends one way of each connection (FIN), after what is held; the other goes on. */
    public void halfClose(Way way) {
        onLanes(way, FaultLane::end);
    }

    /** Forwards nothing any more, and reads nothing; nor does it notice an end. */
    public void stall(Way way) {
        change(way, FaultConditions::stall);
    }

    /**
     * Stalls as soon as {@code bytes} are to be forwarded, such as a command's name.
     *
     * @param bytes one byte for each character
     * @return done when it is stalled; what it is stalled before has not been forwarded
     */
    public CompletableFuture<Void> stallAt(Way way, String bytes) {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        change(way, it -> it.stallAt(bytes, stalled));
        return stalled;
    }

    /** Forwards no more than so many bytes in a second. */
    public void slow(Way way, int bytesPerSecond) {
        change(way, it -> it.slow(bytesPerSecond));
    }

    /** Forwards what comes from now on so much later. */
    public void delay(Way way, Duration delay) {
        change(way, it -> it.delay(delay.toNanos()));
    }

    /**
     * Does not pass the end of a connection on: who is not told goes on sending to who has closed.
     */
    public void withholdEnds(Way way) {
        change(way, FaultConditions::withholdEnds);
    }

    /** Puts bytes of ours between those that come. */
    public void inject(Way way, byte[] bytes) {
        onLanes(way, lane -> lane.inject(Unpooled.copiedBuffer(bytes)));
    }

    /** Injects random bytes, the same in each run. */
    public void garbage(Way way, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        inject(way, bytes);
    }

    /** Ends a stall; other conditions stay. */
    public void resume(Way way) {
        change(way, FaultConditions::resume);
    }

    /** Ends all conditions; what was stalled goes on. */
    public void clear() {
        change(Way.TO_SERVER, _ -> FaultConditions.NONE);
        change(Way.TO_CLIENT, _ -> FaultConditions.NONE);
    }

    /** How many connections are open, at either end. */
    public int connections() {
        return ask(links::size);
    }

    /** How many connections there have been. */
    public int taken() {
        return ask(() -> taken);
    }

    /** Bytes that have come and were not forwarded yet. */
    public long heldBytes() {
        return ask(() -> links.stream().mapToLong(FaultLink::heldBytes).sum());
    }

    FaultConditions conditions(Way way) {
        return conditions.get(way);
    }

    /** A lane has come to what it was to stall at. */
    void sprung(Way way, Trap trap) {
        conditions.computeIfPresent(way, (_, was) -> was.stall());
        trap.sprung().complete(null);
    }

    void ended(FaultLink link) {
        links.remove(link);
    }

    private void dial(SocketChannel client) {
        taken++;
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, BUFFER_BYTES)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel server) {
                                links.add(new FaultLink(FaultProxy.this, client, server));
                            }
                        })
                .connect(InetAddress.getLoopbackAddress(), serverPort);
    }

    private void on(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    private void change(Way way, UnaryOperator<FaultConditions> changed) {
        on(() -> conditions.computeIfPresent(way, (_, was) -> changed.apply(was)));
        onLanes(way, FaultLane::goOn);
    }

    private void onLanes(Way way, Consumer<FaultLane> task) {
        on(() -> List.copyOf(links).forEach(link -> task.accept(link.lane(way))));
    }

    private <T> T ask(Supplier<T> question) {
        return loop.submit(question::get).syncUninterruptibly().getNow();
    }

    /** Resets what is open, and is gone when this returns. */
    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        reset();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}

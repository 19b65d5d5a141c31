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
 * TCP proxy on a free port of 127.0.0.1 that injects network faults into all open connections.
 * Conditions such as {@link #stall} also apply to new connections until {@link #clear}. Ends and
 * resets of connections are forwarded. Methods return when they have taken effect, and may be
 * called from any thread.
 */
public final class FaultProxy implements AutoCloseable {

    /** Direction of bytes. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    /** Small buffer, so that senders to a stalled proxy block soon. */
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

    /** Returns a proxy of a port of 127.0.0.1, on which a server may start later. */
    public static FaultProxy to(int serverPort) {
        return new FaultProxy(serverPort);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Returns the URL of an application behind the proxy. */
    public String url(String application) {
        return "rtmp://127.0.0.1:" + port() + "/" + application;
    }

    /** Forwards new connections to another port; open connections are kept. */
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

    /** Ends one direction of each connection (FIN) after the held bytes; keeps the other. */
    public void halfClose(Way way) {
        onLanes(way, FaultLane::end);
    }

    /** Stops reading and forwarding; ends of connections are not noticed. */
    public void stall(Way way) {
        change(way, FaultConditions::stall);
    }

    /**
     * Stalls as soon as {@code bytes} are to be forwarded, such as a command's name.
     *
     * @param bytes one byte for each character
     * @return future that completes when stalled, before {@code bytes} are forwarded
     */
    public CompletableFuture<Void> stallAt(Way way, String bytes) {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        change(way, it -> it.stallAt(bytes, stalled));
        return stalled;
    }

    /** Limits the rate in bytes per second. */
    public void slow(Way way, int bytesPerSecond) {
        change(way, it -> it.slow(bytesPerSecond));
    }

    /** Delays all further bytes. */
    public void delay(Way way, Duration delay) {
        change(way, it -> it.delay(delay.toNanos()));
    }

    /** Withholds the end of connections: the other side keeps sending to the closed one. */
    public void withholdEnds(Way way) {
        change(way, FaultConditions::withholdEnds);
    }

    /** Injects bytes into the forwarded stream. */
    public void inject(Way way, byte[] bytes) {
        onLanes(way, lane -> lane.inject(Unpooled.copiedBuffer(bytes)));
    }

    /** Injects random bytes, the same in each run. */
    public void garbage(Way way, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        inject(way, bytes);
    }

    /** Ends a stall; keeps other conditions. */
    public void resume(Way way) {
        change(way, FaultConditions::resume);
    }

    /** Ends all conditions, including stalls. */
    public void clear() {
        change(Way.TO_SERVER, _ -> FaultConditions.NONE);
        change(Way.TO_CLIENT, _ -> FaultConditions.NONE);
    }

    /** Returns the number of connections with an open end. */
    public int connections() {
        return ask(links::size);
    }

    /** Returns the number of connections since the start. */
    public int taken() {
        return ask(() -> taken);
    }

    /** Returns the bytes that were received and not forwarded yet. */
    public long heldBytes() {
        return ask(() -> links.stream().mapToLong(FaultLink::heldBytes).sum());
    }

    FaultConditions conditions(Way way) {
        return conditions.get(way);
    }

    /** Stalls a lane that has reached its trap. */
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

    /** Resets open connections; returns when the proxy is closed. */
    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        reset();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}

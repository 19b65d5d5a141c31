package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.multiconnection.HangLimit;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.rtmp.server.RtmpServer;
import io.multiconnection.rtmp.server.ServerApplication;
import io.multiconnection.rtmp.server.ServerCall;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.ServerLimits;
import io.multiconnection.rtmp.server.ServerPlayRequest;
import io.multiconnection.rtmp.server.ServerPublishRequest;
import io.multiconnection.rtmp.server.ServerStream;
import io.netty.channel.Channel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Connections to a host name with several addresses. Servers listen on 127.0.0.1 and 127.0.0.2;
 * nothing listens on 127.0.0.3. Addresses in 192.0.2.0/24 (RFC 5737) drop all packets, which the
 * channels of this test simulate.
 */
class ConnectAddressesTest {

    private static final Duration LIMIT = HangLimit.DURATION;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final RtmpServer first = listen("127.0.0.1", 0);
    private final int port = first.address().getPort();
    private final RtmpServer second = listen("127.0.0.2", port);
    private final List<String> dialled = new CopyOnWriteArrayList<>();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final CompletableFuture<RtmpClientException> lost = new CompletableFuture<>();
    private volatile List<String> addresses = List.of();
    private final Dialer dialer = dialer(Duration.ofMillis(1));

    @AfterEach
    void close() {
        CompletableFuture.allOf(first.close(), second.close()).join();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(channels).noneMatch(Channel::isOpen);
    }

    @Test
    void connectsIfFirstAddressDropsPackets() {
        addresses = List.of("192.0.2.1", "127.0.0.1");
        NetConnection connection = connect(LIMIT);
        assertThat(dialled).containsExactly("192.0.2.1", "127.0.0.1");
        assertThat(channels.get(0).closeFuture().awaitUninterruptibly(LIMIT.toMillis())).isTrue();
        assertThat(channels.get(1).isOpen()).isTrue();
        close(connection);
    }

    @Test
    void connectsIfFirstAddressRefusesConnection() {
        addresses = List.of("127.0.0.3", "127.0.0.1");
        close(connect(LIMIT));
        assertThat(dialled).containsExactly("127.0.0.3", "127.0.0.1");
    }

    @Test
    void dialsOnlyFirstAddressIfItAnswers() {
        addresses = List.of("127.0.0.1", "127.0.0.2", "192.0.2.1");
        close(connect(LIMIT));
        assertThat(dialled).containsExactly("127.0.0.1");
    }

    @Test
    void startsWithAnotherAddressAfterConnectionLoss() {
        addresses = List.of("127.0.0.1", "127.0.0.2");
        NetConnection connection = connect(LIMIT);
        first.close().join();
        assertThat(lost.join().kind()).isEqualTo(Kind.LOST);
        close(connect(LIMIT));
        assertThat(dialled).containsExactly("127.0.0.1", "127.0.0.2");
        assertThat(connection.closed().await().atMost(LIMIT)).isNull();
    }

    /** Checks that a connection closed by the client is no failure of its address. */
    @Test
    void startsWithSameAddressAfterClientClose() {
        addresses = List.of("127.0.0.1", "127.0.0.2");
        close(connect(LIMIT));
        close(connect(LIMIT));
        assertThat(dialled).containsExactly("127.0.0.1", "127.0.0.1");
    }

    @Test
    void startsWithAddressThatAnsweredBefore() {
        addresses = List.of("192.0.2.1", "127.0.0.1");
        close(connect(LIMIT));
        close(connect(LIMIT));
        assertThat(dialled).containsExactly("192.0.2.1", "127.0.0.1", "127.0.0.1");
    }

    @Test
    void appliesOneTimeoutToAllAddresses() {
        addresses = List.of("192.0.2.1", "192.0.2.2", "192.0.2.3");
        RtmpClientException fault = fault(Duration.ofMillis(400));
        assertThat(fault.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(fault.text()).isEqualTo("the TCP connection did not come within 400 ms");
        assertThat(channels).hasSize(2); // the third would be dialled after 500 ms
    }

    @Test
    void startsWithUntriedAddressAfterTimeout() {
        addresses = List.of("192.0.2.1", "192.0.2.2");
        fault(Duration.ofMillis(400));
        addresses = List.of("192.0.2.1", "192.0.2.2", "127.0.0.2");
        close(connect(LIMIT));
        assertThat(dialled).endsWith("127.0.0.2");
        assertThat(channels).hasSize(3);
    }

    @Test
    void skipsDisallowedAddresses() {
        addresses = List.of("192.0.2.1", "127.0.0.2", "192.0.2.2", "127.0.0.1");
        close(
                connect(
                        LIMIT,
                        address -> address.getAddress()[3] == 1 && address.isLoopbackAddress()));
        assertThat(dialled).containsExactly("127.0.0.1");
        RtmpClientException fault = fault(LIMIT, _ -> false);
        assertThat(fault.kind()).isEqualTo(Kind.ADDRESS_NOT_ALLOWED);
        assertThat(dialled).hasSize(1);
    }

    @Test
    void triesUpToEightAddresses() {
        List<String> nine = new ArrayList<>();
        for (int i = 10; i < 18; i++) {
            nine.add("127.0.0." + i);
        }
        nine.add("127.0.0.1");
        addresses = nine;
        assertThat(fault(LIMIT).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(dialled).hasSize(8).doesNotContain("127.0.0.1");
        close(connect(LIMIT)); // 127.0.0.1 is now the first
    }

    @Test
    void countsAllAddressesAsOneAttempt() {
        Dialer paced = dialer(Duration.ofHours(1));
        for (int i = 0; i < HostRateLimiter.BURST; i++) {
            addresses = List.of("127.0.1." + (i + 1), "127.0.2." + (i + 1), "127.0.0.1");
            close(connect(paced, LIMIT, _ -> true));
        }
        assertThat(dialled).hasSize(3 * HostRateLimiter.BURST);
        assertThat(
                        catchThrowableOfType(
                                RtmpClientException.class, () -> connect(paced, LIMIT, _ -> true)))
                .hasMessageContaining("too many connection attempts");
    }

    private RtmpClientException fault(Duration timeout) {
        return fault(timeout, _ -> true);
    }

    private RtmpClientException fault(Duration timeout, Predicate<InetAddress> allowed) {
        return catchThrowableOfType(RtmpClientException.class, () -> connect(timeout, allowed));
    }

    private NetConnection connect(Duration timeout) {
        return connect(timeout, _ -> true);
    }

    private NetConnection connect(Duration timeout, Predicate<InetAddress> allowed) {
        return connect(dialer, timeout, allowed);
    }

    private NetConnection connect(Dialer dialer, Duration timeout, Predicate<InetAddress> allowed) {
        ConnectRequest request =
                new ConnectRequest(
                        RtmpUrl.parse("rtmp://name.example:" + port + "/live"),
                        Map.of(),
                        List.of(),
                        timeout,
                        allowed,
                        RtmpMemory.unlimited());
        NetConnectionListener listener =
                new NetConnectionListener() {
                    @Override
                    public void onStatus(NetStatus status) {}

                    @Override
                    public void onLost(RtmpClientException fault) {
                        lost.complete(fault);
                    }
                };
        return RtmpClient.connect(dialer, group.next(), request, listener)
                .runSubscriptionOn(group.next())
                .await()
                .atMost(LIMIT);
    }

    private void close(NetConnection connection) {
        group.next().submit(connection::close).syncUninterruptibly();
        assertThat(connection.closed().await().atMost(LIMIT)).isNull();
    }

    private Dialer dialer(Duration interval) {
        try {
            return new Dialer(
                    this::channel,
                    new Name(),
                    SslContextBuilder.forClient().build(),
                    RtmpLimits.DEFAULT,
                    LivenessTimeouts.DEFAULT,
                    new HostRateLimiter(interval));
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Channel channel() {
        Channel channel =
                new NioSocketChannel() {
                    @Override
                    protected boolean doConnect(SocketAddress remote, SocketAddress local)
                            throws Exception {
                        String address = ((InetSocketAddress) remote).getAddress().getHostAddress();
                        dialled.add(address);
                        return !address.startsWith("192.0.2.") && super.doConnect(remote, local);
                    }
                };
        channels.add(channel);
        return channel;
    }

    /** Resolver that returns {@code addresses} for every name. */
    private final class Name extends AddressResolverGroup<InetSocketAddress> {

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
                @Override
                protected boolean doIsResolved(InetSocketAddress address) {
                    return false;
                }

                @Override
                protected void doResolve(
                        InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
                    promise.setSuccess(address(addresses.getFirst(), unresolved.getPort()));
                }

                @Override
                protected void doResolveAll(
                        InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
                    promise.setSuccess(
                            addresses.stream()
                                    .map(each -> address(each, unresolved.getPort()))
                                    .toList());
                }
            };
        }
    }

    private static InetSocketAddress address(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private RtmpServer listen(String address, int port) {
        return RtmpServer.listen(
                        group,
                        NioServerSocketChannel.class,
                        address(address, port),
                        ServerLimits.DEFAULT,
                        MemoryBudget.unlimited(),
                        new Welcome())
                .join();
    }

    /** Server that accepts every connection. */
    private static final class Welcome implements ServerApplication {

        @Override
        public void connect(
                ServerConnection connection,
                io.multiconnection.rtmp.server.ServerConnectRequest request) {
            connection.accept();
        }

        @Override
        public void disconnected(ServerConnection connection) {}

        @Override
        public void publish(
                ServerConnection connection, ServerStream stream, ServerPublishRequest request) {}

        @Override
        public void play(
                ServerConnection connection, ServerStream stream, ServerPlayRequest request) {}

        @Override
        public void call(ServerConnection connection, ServerCall call) {}

        @Override
        public void sharedObject(ServerConnection connection, SharedObjectMessage message) {}
    }
}

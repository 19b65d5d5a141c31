package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.multiconnection.HangLimit;
import io.multiconnection.peers.Certificate;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMemory;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verification of server certificates. */
class TlsConnectTest {

    private static final Duration LIMIT = HangLimit.DURATION;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void reportsExpiredCertificate(@TempDir Path folder) throws SSLException {
        Certificate expired = Certificate.makeExpired(folder);
        int port = listen(expired);
        RtmpClientException fault =
                catchThrowableOfType(
                        RtmpClientException.class, () -> connect(port, expired.authority()));
        assertThat(fault.kind()).isEqualTo(Kind.TLS);
        assertThat(fault.text()).isEqualTo("TLS failed: the server's certificate has expired");
    }

    /** Covers a name that Java cannot send as SNI because of "_", but must still verify. */
    @Test
    void rejectsHostWithUnderscoreCoveredByWildcard(@TempDir Path folder) throws SSLException {
        Certificate wildcard = Certificate.makeFor(folder, "*.example.test");
        String url = "rtmps://my_host.example.test:" + listen(wildcard) + "/live";
        RtmpClientException fault =
                catchThrowableOfType(
                        RtmpClientException.class, () -> connect(url, wildcard.authority()));
        assertThat(fault.kind()).isEqualTo(Kind.TLS);
        assertThat(fault.text())
                .isEqualTo("TLS failed: the server's certificate is not valid for this name");
    }

    private int listen(Certificate certificate) throws SSLException {
        SslContext tls =
                SslContextBuilder.forServer(
                                certificate.certificate().toFile(), certificate.key().toFile())
                        .build();
        Channel listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel made) {
                                        made.pipeline().addLast(tls.newHandler(made.alloc()));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private void connect(int port, Path trusted) throws SSLException {
        connect("rtmps://127.0.0.1:" + port + "/live", trusted);
    }

    private void connect(String url, Path trusted) throws SSLException {
        Dialer dialer =
                new Dialer(
                        NioSocketChannel::new,
                        new Loopback(),
                        SslContextBuilder.forClient().trustManager(trusted.toFile()).build(),
                        RtmpLimits.DEFAULT,
                        LivenessTimeouts.DEFAULT,
                        new HostRateLimiter(Duration.ofMillis(1)));
        ConnectRequest request =
                new ConnectRequest(
                        RtmpUrl.parse(url),
                        Map.of(),
                        List.of(),
                        LIMIT,
                        _ -> true,
                        RtmpMemory.unlimited());
        NetConnectionListener listener =
                new NetConnectionListener() {
                    @Override
                    public void onStatus(NetStatus status) {}

                    @Override
                    public void onLost(RtmpClientException fault) {}
                };
        RtmpClient.connect(dialer, group.next(), request, listener)
                .runSubscriptionOn(group.next())
                .await()
                .atMost(LIMIT);
    }

    /** Resolver that returns the loopback address for every name. */
    private static final class Loopback extends AddressResolverGroup<InetSocketAddress> {

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetSocketAddressResolver(
                    executor,
                    new InetNameResolver(executor) {
                        @Override
                        protected void doResolve(String host, Promise<InetAddress> promise) {
                            promise.setSuccess(InetAddress.getLoopbackAddress());
                        }

                        @Override
                        protected void doResolveAll(
                                String host, Promise<List<InetAddress>> promise) {
                            promise.setSuccess(List.of(InetAddress.getLoopbackAddress()));
                        }
                    });
        }
    }
}

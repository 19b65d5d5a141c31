package io.multiconnection.rtmp.client;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Connections to a server that authenticates its clients, as Adobe Media Server and Wowza do. The
 * server of this test follows the public description, because none of the real servers used in
 * tests authenticates clients this way.
 */
class AuthenticatedConnectTest {

    private static final Duration LIMIT = HangLimit.DURATION;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Gatekeeper gatekeeper = new Gatekeeper();
    private final RtmpServer server =
            RtmpServer.listen(
                            group,
                            NioServerSocketChannel.class,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            ServerLimits.DEFAULT,
                            MemoryBudget.unlimited(),
                            gatekeeper)
                    .join();
    private final List<NetStatus> statuses = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        server.close().join();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void connectsOnThirdAttemptAndReportsOnlyFinalStatus() {
        NetConnection connection = connect("ann:secret@", "?token=x").await().atMost(LIMIT);
        group.next().submit(connection::close).syncUninterruptibly();
        assertThat(gatekeeper.tcUrls).hasSize(3);
        assertThat(gatekeeper.tcUrls.get(0)).endsWith("/live?token=x");
        assertThat(gatekeeper.tcUrls.get(1)).endsWith("/live?token=x&authmod=adobe&user=ann");
        assertThat(String.join(" ", gatekeeper.tcUrls)).doesNotContain("secret");
        assertThat(statuses)
                .extracting(NetStatus::code)
                .containsExactly("NetConnection.Connect.Success");
    }

    @Test
    void reportsWrongPasswordAsRefusal() {
        RtmpClientException fault = refused("ann:guess@");
        assertThat(fault.kind()).isEqualTo(Kind.REFUSED);
        assertThat(fault.text()).contains("reason=authfailed").doesNotContain("guess");
        assertThat(gatekeeper.tcUrls).hasSize(3);
    }

    @Test
    void failsWithoutRetryIfUrlHasNoCredentials() {
        assertThat(refused("").text()).contains("code=403 need auth");
        assertThat(gatekeeper.tcUrls).hasSize(1);
    }

    @Test
    void givesUpIfServerKeepsRequestingCredentials() {
        gatekeeper.alwaysChallenges = true;
        RtmpClientException fault = refused("ann:secret@");
        assertThat(fault.kind()).isEqualTo(Kind.REFUSED);
        assertThat(fault.text()).contains("asks again who connects");
        assertThat(gatekeeper.tcUrls).hasSize(3);
    }

    private RtmpClientException refused(String user) {
        return catchThrowableOfType(
                RtmpClientException.class, () -> connect(user, "").await().atMost(LIMIT));
    }

    private Uni<NetConnection> connect(String user, String query) {
        String url =
                "rtmp://%s127.0.0.1:%d/live%s".formatted(user, server.address().getPort(), query);
        ConnectRequest request =
                new ConnectRequest(
                        RtmpUrl.parse(url),
                        Map.of(),
                        List.of(),
                        LIMIT,
                        _ -> true,
                        RtmpMemory.unlimited());
        return RtmpClient.connect(dialer(), group.next(), request, listener())
                .runSubscriptionOn(group.next());
    }

    private static Dialer dialer() {
        try {
            return new Dialer(
                    NioSocketChannel::new,
                    DefaultAddressResolverGroup.INSTANCE,
                    SslContextBuilder.forClient().build(),
                    RtmpLimits.DEFAULT,
                    LivenessTimeouts.DEFAULT,
                    new HostRateLimiter(Duration.ofMillis(1)));
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private NetConnectionListener listener() {
        return new NetConnectionListener() {
            @Override
            public void onStatus(NetStatus status) {
                statuses.add(status);
            }

            @Override
            public void onLost(RtmpClientException fault) {}
        };
    }

    /** Server that accepts only the user "ann" with the password "secret". */
    private static final class Gatekeeper implements ServerApplication {

        private static final String REJECT = "[ AccessManager.Reject ] : ";
        private static final String SALT = "8wsAAA==";
        private static final String OPAQUE = "OzMAAA==";

        private final List<String> tcUrls = new CopyOnWriteArrayList<>();
        private volatile boolean alwaysChallenges;

        @Override
        public void connect(
                ServerConnection connection,
                io.multiconnection.rtmp.server.ServerConnectRequest request) {
            tcUrls.add(request.tcUrl());
            Map<String, String> query = query(request.tcUrl());
            if (!query.containsKey("authmod")) {
                connection.reject(REJECT + "[ code=403 need auth; authmod=adobe ] : ");
            } else if (alwaysChallenges || !query.containsKey("response")) {
                connection.reject(
                        REJECT
                                + "[ authmod=adobe ] : ?reason=needauth&user=ann&salt=%s&challenge=%s&opaque=%s"
                                        .formatted(SALT, OPAQUE, OPAQUE));
            } else if (isAnn(query)) {
                connection.accept();
            } else {
                connection.reject(REJECT + "[ authmod=adobe ] : ?reason=authfailed");
            }
        }

        private static boolean isAnn(Map<String, String> query) {
            String known = digest("ann" + SALT + "secret");
            String expected = digest(known + OPAQUE + query.get("challenge"));
            return expected.equals(query.get("response")) && OPAQUE.equals(query.get("opaque"));
        }

        private static String digest(String text) {
            try {
                byte[] bytes = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
                return Base64.getEncoder().encodeToString(bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Map<String, String> query(String url) {
            return Arrays.stream(url.replaceFirst("^[^?]*\\??", "").split("&", -1))
                    .filter(pair -> pair.contains("="))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
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

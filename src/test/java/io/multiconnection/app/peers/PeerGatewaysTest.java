package io.multiconnection.app.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.multiconnection.HangLimit;
import io.multiconnection.app.config.PeersConfig;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.peers.Ports;
import io.multiconnection.protocol.ResumeToken;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the management interfaces of other gateways, which are real HTTP servers here. */
class PeerGatewaysTest {

    private static final String SECRET = "CtOxb3u1f0t9Vq2xKc8Y0aZb";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMillis(200);

    /** Port of this gateway, at which nothing listens. */
    private final int selfPort = Ports.free();

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<PeerGateways> made = new ArrayList<>();

    @AfterEach
    void stop() {
        made.forEach(PeerGateways::close);
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void asksOnlyGatewayOfToken() throws Exception {
        Peer one = new Peer(204);
        Peer two = new Peer(204);
        PeerGateways peers = peers(LONG, one.address(), two.address());

        release(peers, SECRET + two.id());
        assertThat(two.next()).isEqualTo("POST /sessions/release " + SECRET + two.id());
        release(peers, SECRET + one.id());
        assertThat(one.next()).isEqualTo("POST /sessions/release " + SECRET + one.id());
        assertThat(one.requests).isEmpty();
        assertThat(two.requests).isEmpty();
    }

    @Test
    void resolvesNames() throws Exception {
        Peer peer = new Peer(204);
        PeerGateways peers = peers(LONG, "localhost:" + peer.port());
        release(peers, SECRET + peer.id());
        assertThat(peer.next()).startsWith("POST");
    }

    @Test
    void waitsUntilSessionIsReleased() throws Exception {
        Peer peer = new Peer(204);
        peer.hold = new CountDownLatch(1);
        PeerGateways peers = peers(LONG, peer.address());
        CompletableFuture<Void> released = begin(peers, SECRET + peer.id());
        peer.next();
        assertThat(released).isNotDone();
        peer.hold.countDown();
        released.get(HangLimit.SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 404, 500})
    void completesWhateverGatewayAnswers(int status) throws Exception {
        Peer peer = new Peer(status);
        release(peers(LONG, peer.address()), SECRET + peer.id());
        assertThat(peer.next()).startsWith("POST");
    }

    @Test
    void completesIfGatewayDoesNotAnswer() throws Exception {
        Peer peer = new Peer(204);
        peer.hold = new CountDownLatch(1);
        release(peers(SOON, peer.address()), SECRET + peer.id());
        peer.hold.countDown();
    }

    @Test
    void completesIfGatewayIsGone() throws Exception {
        InetSocketAddress gone =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
        release(peers(LONG, "127.0.0.1:" + gone.getPort()), SECRET + PeerId.of(gone));
    }

    @Test
    void completesIfNameIsUnknown() throws Exception {
        Peer peer = new Peer(204);
        PeerGateways peers = peers(LONG, "nowhere.invalid:9000", peer.address());
        release(peers, SECRET + peer.id());
        assertThat(peer.next()).startsWith("POST");
    }

    /** Tokens of this gateway, of no gateway, and texts that are none. */
    @Test
    void asksNobodyAboutOtherTokens() throws Exception {
        Peer peer = new Peer(204);
        PeerGateways peers = peers(LONG, peer.address());
        List<String> others =
                List.of(
                        "",
                        peer.id(),
                        SECRET,
                        SECRET + peers.tokenSuffix(),
                        SECRET + "AAAAAA",
                        SECRET + peer.id().toLowerCase(Locale.ROOT) + "=",
                        "x".repeat(PeerGateways.MAX_TOKEN) + peer.id());
        for (String other : others) {
            release(peers, other);
        }
        assertThat(peer.requests).isEmpty();
    }

    @Test
    void tokensOfGatewayDoNotShowItsAddress() {
        PeerGateways peers = peers(SOON, "127.0.0.1:9000");
        assertThat(peers.tokenSuffix())
                .hasSize(PeerId.LENGTH)
                .isEqualTo(
                        PeerId.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), selfPort)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    peers.example      | 10.0.0.1      | 5s  | addresses "peers.example", expected host:port
                    peers.example:9000 |               | 5s  | self "", expected the IP address
                    peers.example:9000 | 10.0.0.1:9000 | 5s  | self "10.0.0.1:9000", expected the IP address
                    peers.example:9000 | pod           | 5s  | self "pod", expected the IP address
                    peers.example:9000 | 10.0.0.1      | 0s  | timeout PT0S, expected 1 ms to PT1M
                    peers.example:9000 | fd00::1       | 61s | timeout PT1M1S, expected 1 ms to PT1M
                    """)
    void refusesInvalidSettings(String address, String self, String timeout, String message) {
        assertThatThrownBy(
                        () ->
                                peers(
                                        List.of(address),
                                        Optional.ofNullable(self),
                                        Duration.parse("PT" + timeout)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesTooManyAddresses() {
        List<String> many = Collections.nCopies(65, "peers.example:9000");
        assertThatThrownBy(() -> peers(many, Optional.of("10.0.0.1"), SOON))
                .hasMessage("65 addresses, expected up to 64");
    }

    private PeerGateways peers(Duration timeout, String... addresses) {
        return peers(List.of(addresses), Optional.of("127.0.0.1"), timeout);
    }

    private PeerGateways peers(List<String> addresses, Optional<String> self, Duration timeout) {
        PeersConfig config =
                new PeersConfig() {
                    @Override
                    public Optional<List<String>> addresses() {
                        return Optional.of(addresses);
                    }

                    @Override
                    public Optional<String> self() {
                        return self;
                    }

                    @Override
                    public Duration timeout() {
                        return timeout;
                    }
                };
        PeerGateways peers =
                new PeerGateways(config, selfPort, vertx, VertxInternals.resolvers(vertx));
        made.add(peers);
        return peers;
    }

    private static CompletableFuture<Void> begin(PeerGateways peers, String token) {
        return peers.release(new ResumeToken(token)).toCompletableFuture();
    }

    private static void release(PeerGateways peers, String token) throws Exception {
        begin(peers, token).get(HangLimit.SECONDS, TimeUnit.SECONDS);
    }

    /** Management interface of another gateway. */
    private final class Peer {

        private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        private final HttpServer server;
        private final int status;
        private CountDownLatch hold = new CountDownLatch(0);

        Peer(int status) throws IOException {
            this.status = status;
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
            servers.add(server);
        }

        private void answer(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            try {
                hold.await();
            } catch (InterruptedException _) {
                return; // the test is over
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }

        /** Returns the next request as method, path and body. */
        String next() throws InterruptedException {
            return requests.poll(HangLimit.SECONDS, TimeUnit.SECONDS);
        }

        int port() {
            return server.getAddress().getPort();
        }

        String address() {
            return "127.0.0.1:" + port();
        }

        String id() {
            return PeerId.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        }
    }
}

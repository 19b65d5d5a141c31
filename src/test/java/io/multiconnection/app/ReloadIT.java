package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.app.websocket.GatewayEndpoint;
import io.multiconnection.identity.TestIssuer;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.Certificate;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.TlsProxy;
import io.multiconnection.rtmp.server.ServerNetStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stream keys, tokens and certificates that are replaced while a packaged gateway runs: old
 * sessions live on, new ones use the new values.
 */
class ReloadIT {

    private static final String FILE = "gateway.properties";

    @TempDir private Path folder;

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private final Map<String, String> settings = new HashMap<>();
    private MountedSecret secret;

    @BeforeEach
    void mount() {
        secret = new MountedSecret(folder.resolve("secrets"));
        settings.put("multiconnection.reload-period", "100ms");
        settings.put("smallrye.config.locations", secret.path() + "/");
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void publishesUnderNewKeyWhileOldBroadcastGoesOn() {
        // a key that is there twice, of which the library would log the value
        secret.put(FILE, "multiconnection.operator.token=one-token\n" + properties("first"));
        try (TerminableGateway gateway = TerminableGateway.start(settings);
                TestClient old = gateway.open()) {
            publish(old);
            try (ClipBroadcast broadcast = new ClipBroadcast(old, 1)) {
                awaitFrames("first-key", 1);
                secret.put(FILE, properties("second"));
                awaitLine(
                        gateway,
                        "settings: changed multiconnection.pools.main,"
                                + " multiconnection.operator.token");

                try (TestClient next = gateway.open()) {
                    publish(next);
                    assertThat(isPublished("second-key")).isTrue();
                    awaitFrames("first-key", frames("first-key") + 10);
                }
                await().until(() -> !isPublished("second-key"));

                secret.put(FILE, properties("third") + "multiconnection.pools.main.x=s3cret");
                awaitLine(gateway, "unknown settings: multiconnection.pools.main.x");
                try (TestClient next = gateway.open()) {
                    publish(next);
                    assertThat(isPublished("second-key")).isTrue();
                }
                await().until(() -> !isPublished("second-key"));

                origin.forEachClient("live", it -> it.close(lost())).join();
                awaitFrames("second-key", 1); // the next attempt of the old session
            }
            assertThat(gateway.output())
                    .doesNotContain("s3cret", "one-token", "first-", "second-", "third-");
        }
    }

    @Test
    void acceptsOnlyNewTokenOfOperators() throws Exception {
        settings.put("multiconnection.operator.public-port", "true");
        secret.put(FILE, properties("first"));
        try (TerminableGateway gateway = TerminableGateway.start(settings)) {
            assertThat(pending(gateway, "first-token")).isEqualTo(200);
            secret.put(FILE, properties("second"));
            await().until(() -> pending(gateway, "second-token") == 200);
            assertThat(pending(gateway, "first-token")).isEqualTo(401);
        }
    }

    @Test
    void trustsNewCertificatesOfServers() throws Exception {
        Certificate first = certificate("1");
        Certificate second = certificate("2");
        secret.put("trusted.pem", Files.readString(first.authority()));
        settings.put("multiconnection.trust-certificates", secret.path("trusted.pem").toString());
        try (TlsProxy before = TlsProxy.to(origin.port(), first);
                TlsProxy after = TlsProxy.to(origin.port(), second);
                TerminableGateway gateway = TerminableGateway.start(settings);
                TestClient old = gateway.open();
                TestClient next = gateway.open()) {
            assertThat(connect(old, before)).isEqualTo("result");
            assertThat(connect(next, after)).isEqualTo("error");

            secret.put("trusted.pem", Files.readString(second.authority()));
            awaitLine(gateway, "multiconnection.trust-certificates: changed 1 certificates");
            assertThat(connect(next, after)).isEqualTo("result");
            old.send("{'id':3,'type':'createStream'}");
            old.send("{'id':4,'type':'publish','stream':1,'name':'old'}");
            assertThat(old.answer(4).path("type").textValue()).isEqualTo("result");
        }
    }

    @Test
    void presentsNewCertificateToClients() throws Exception {
        Certificate first = certificate("1");
        Certificate second = certificate("2");
        int port = Ports.free();
        present(first);
        secret.put(
                FILE,
                """
                quarkus.http.tls-configuration-name=public
                quarkus.http.ssl-port=%d
                quarkus.tls.public.key-store.pem.main.cert=%s
                quarkus.tls.public.key-store.pem.main.key=%s
                """
                        .formatted(port, secret.path("tls.crt"), secret.path("tls.key")));
        URI uri = URI.create("https://127.0.0.1:" + port + "/v1");
        try (TerminableGateway gateway = TerminableGateway.start(settings);
                TestClient old = openWhenListening(port, first, uri)) {
            secret.put("tls.crt", "broken");
            awaitLine(gateway, "quarkus.tls, configuration public: the key or the certificate");
            handshake(port, first);

            present(second);
            awaitLine(gateway, "TLS configuration `public` used by the HTTP server");
            try (TestClient next = TestClient.open(trusting(second), uri)) {
                publishTo(next, "'" + origin.url("live") + "'");
            }
            assertThatThrownBy(() -> handshake(port, first))
                    .isInstanceOf(SSLHandshakeException.class);
            publishTo(old, "'" + origin.url("other") + "'");
        }
    }

    @Test
    void verifiesTokensWithNewKeys() {
        try (TestIssuer issuer = new TestIssuer()) {
            PublicJsonWebKey first = issuer.publish(TestIssuer.ec("first"));
            settings.put("multiconnection.identity.issuer", issuer.url());
            settings.put("multiconnection.identity.audience", TestIssuer.AUDIENCE);
            settings.put("multiconnection.identity.keys-refresh", "1s");
            settings.put("multiconnection.identity.default-role", "publisher");
            try (TerminableGateway gateway = TerminableGateway.start(settings);
                    TestClient old = open(gateway, issuer.token(first, "anna", Map.of()))) {
                old.await("hello");
                PublicJsonWebKey second = issuer.rotate(TestIssuer.ec("second"));
                await().until(() -> isRefused(gateway, issuer.token(first, "ben", Map.of())));
                try (TestClient next = open(gateway, issuer.token(second, "ben", Map.of()))) {
                    next.await("hello");
                }
                publishTo(old, "'" + origin.url("live") + "'");
            }
        }
    }

    private String properties(String name) {
        return """
        multiconnection.pools.main.servers[0].url=%s
        multiconnection.pools.main.servers[0].key=%s-key
        multiconnection.operator.token=%s-token
        """
                .formatted(origin.url("live"), name, name);
    }

    private static void publish(TestClient client) {
        publishTo(client, "{'pool':'main'}");
    }

    private static void publishTo(TestClient client, String server) {
        client.send("{'id':1,'type':'connect','servers':[%s]}".formatted(server));
        client.send("{'id':2,'type':'createStream'}");
        client.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
    }

    /** Connects with request 1; returns the type of the response. */
    private static String connect(TestClient client, TlsProxy server) {
        client.send(
                "{'id':1,'type':'connect','servers':['rtmps://localhost:%d/live']}"
                        .formatted(server.port()));
        JsonNode answer = client.answer(1);
        return answer.path("type").textValue();
    }

    private boolean isPublished(String name) {
        return origin.state().stream("live", name).publishing();
    }

    private long frames(String name) {
        return origin.state().stream("live", name).videoFrames();
    }

    private void awaitFrames(String name, long count) {
        origin.when(state -> state.stream("live", name).videoFrames() >= count).join();
    }

    private static ServerNetStatus lost() {
        return ServerNetStatus.status("NetConnection.Connect.Closed", "restart");
    }

    private static void awaitLine(TerminableGateway gateway, String text) {
        await().until(() -> gateway.output().contains(text));
    }

    private static int pending(TerminableGateway gateway, String token)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d/api/pending"
                                                            .formatted(gateway.port())))
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static TestClient open(TerminableGateway gateway, String token) {
        return TestClient.open(
                URI.create("http://127.0.0.1:%d/v1".formatted(gateway.port())),
                "Sec-WebSocket-Protocol",
                GatewayEndpoint.SUBPROTOCOL,
                "Authorization",
                "Bearer " + token);
    }

    private static boolean isRefused(TerminableGateway gateway, String token) {
        try (TestClient _ = open(gateway, token)) {
            return false;
        } catch (CompletionException e) {
            return e.getCause() instanceof WebSocketHandshakeException;
        }
    }

    private Certificate certificate(String name) throws IOException {
        return Certificate.make(Files.createDirectory(folder.resolve(name)));
    }

    private void present(Certificate certificate) throws IOException {
        secret.put(
                Map.of(
                        "tls.crt", Files.readString(certificate.certificate()),
                        "tls.key", Files.readString(certificate.key())));
    }

    /** Waits for the port of TLS, which begins to listen after the other one. */
    private static TestClient openWhenListening(int port, Certificate trusted, URI uri) {
        await().ignoreExceptionsInstanceOf(ConnectException.class)
                .untilAsserted(() -> handshake(port, trusted));
        return TestClient.open(trusting(trusted), uri);
    }

    private static HttpClient trusting(Certificate certificate) {
        return HttpClient.newBuilder().sslContext(certificate.client()).build();
    }

    /** Fails if the gateway presents another certificate than the one that is trusted. */
    private static void handshake(int port, Certificate trusted) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) trusted.client().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
        }
    }
}

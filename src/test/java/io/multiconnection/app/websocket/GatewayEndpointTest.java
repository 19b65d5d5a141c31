package io.multiconnection.app.websocket;

import static io.multiconnection.HangLimit.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.CapturedLog;
import io.multiconnection.app.RawWebSocket;
import io.multiconnection.app.TestClient;
import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.app.vertx.LoopPauses;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoint with clients that violate the protocol. Each close code has a test. */
@QuarkusTest
class GatewayEndpointTest {

    @TestHTTPResource("/v1")
    URI uri;

    @Inject OpenSessions sessions;

    private TestClient other;

    @BeforeEach
    void openAnotherSession() {
        other = TestClient.open(uri);
    }

    /** Asserts that another session is not affected. */
    @AfterEach
    void theOtherSessionIsUnharmed() {
        other.send("{'id':1,'type':'createStream'}");
        assertThat(other.answer(1).path("code").textValue()).isEqualTo("bad-state");
        other.close();
    }

    @Test
    void sendsLimitsInHello() {
        try (TestClient client =
                TestClient.open(uri, "Sec-WebSocket-Protocol", "multiconnection.v1")) {
            JsonNode hello = client.await("hello");
            assertThat(hello.path("protocol").intValue()).isEqualTo(1);
            assertThat(hello.path("session").textValue()).isNotEmpty();
            assertThat(hello.path("limits").path("frameBytes").intValue()).isEqualTo(2 << 20);
        }
    }

    @Test
    void closesWith4406WithoutSubprotocol() {
        try (TestClient client = TestClient.open(uri, new String[0])) {
            assertThat(client.awaitClose())
                    .isEqualTo(
                            new TestClient.Closed(
                                    4406, "expected the sub-protocol multiconnection.v1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1]", "{\"id\":1}", "{\"type\":\"a\",\"type\":\"b\"}"})
    void closesWith4400ForMalformedText(String text) {
        try (TestClient client = TestClient.open(uri)) {
            client.sendRaw(text);
            assertThat(client.awaitClose().code()).isEqualTo(4400);
        }
    }

    @Test
    void closesWith4400ForJsonNestedTooDeep() {
        try (TestClient client = TestClient.open(uri)) {
            client.sendRaw("{\"type\":" + "[".repeat(100) + "]".repeat(100) + "}");
            assertThat(client.awaitClose().code()).isEqualTo(4400);
        }
    }

    @Test
    void refusesUnknownType() {
        try (TestClient client = TestClient.open(uri)) {
            client.send("{'id':7,'type':'dance'}");
            assertThat(client.answer(7).path("code").textValue()).isEqualTo("unknown-type");
        }
    }

    @Test
    void reportsMediaFrameBeforePublish() {
        try (TestClient client = TestClient.open(uri)) {
            client.send(9, 1, 0, new byte[] {0x17, 1, 0, 0, 0});
            assertThat(client.await("error").path("code").textValue()).isEqualTo("not-publishing");
        }
    }

    @Test
    void reportsMalformedMediaFrame() {
        try (TestClient client = TestClient.open(uri)) {
            client.sendBinary(new byte[] {1, 2, 3});
            assertThat(client.await("error").path("code").textValue()).isEqualTo("bad-frame");
        }
    }

    @Test
    void closesWith1009ForOversizedFrame() {
        try (TestClient client = TestClient.open(uri)) {
            untilClosed(() -> client.send(9, 1, 0, new byte[(2 << 20) + 1]));
            assertThat(client.awaitClose().code()).isEqualTo(1009);
        }
    }

    @Test
    void closesWith1009ForOversizedText() {
        try (TestClient client = TestClient.open(uri)) {
            client.sendRaw("{\"id\":1,\"type\":\"" + "x".repeat(256 << 10) + "\"}");
            assertThat(client.awaitClose().code()).isEqualTo(1009);
        }
    }

    @Test
    void closesWith4429ForTooManyMessages() throws IOException {
        byte[] frame = RawWebSocket.frame(true, RawWebSocket.BINARY, new byte[9]);
        try (RawWebSocket socket = new RawWebSocket(uri)) {
            socket.flood(frame, 6000);
            assertThat(socket.awaitClose()).isEqualTo(4429);
        }
    }

    @Test
    void refusesForeignOriginWith403() {
        assertThatThrownBy(() -> TestClient.open(uri, "Origin", "https://evil.example"))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .cause()
                .extracting(e -> ((WebSocketHandshakeException) e).getResponse().statusCode())
                .isEqualTo(403);
    }

    @Test
    void acceptsOwnOrigin() {
        String own = "http://" + uri.getAuthority();
        try (TestClient client =
                TestClient.open(
                        uri,
                        "Origin",
                        own,
                        "Sec-WebSocket-Protocol",
                        GatewayEndpoint.SUBPROTOCOL)) {
            assertThat(client.await("hello").path("protocol").intValue()).isEqualTo(1);
        }
    }

    @Test
    void logsOnlyFaultsOfGatewayAsErrors() {
        GatewayEndpoint endpoint = new GatewayEndpoint(sessions, new LoopPauses(Duration.ZERO));
        try (CapturedLog log = new CapturedLog()) {
            endpoint.error(new IOException("Connection reset by peer"), namedOnly("reset"));
            endpoint.error(new IllegalStateException("a fault"), namedOnly("faulty"));
            assertThat(log.lines())
                    .noneMatch(line -> line.startsWith("session reset failed"))
                    .anyMatch(line -> line.startsWith("session faulty failed"));
        }
    }

    /** Connection with an id and without a session. */
    private static WebSocketConnection namedOnly(String id) {
        UserData nothing = proxy(UserData.class, Map.of());
        return proxy(WebSocketConnection.class, Map.of("id", id, "userData", nothing));
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> answers.get(method.getName())));
    }

    /** Disconnects are no errors for operators. */
    @Test
    void doesNotLogResetConnectionAsError() throws IOException {
        int before = sessions.count();
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 20; i++) {
                reset();
            }
            other.send("{'id':9,'type':'dance'}");
            other.answer(9);
            // The gateway may hold sessions of other tests, so that there are as many as before.
            await().untilAsserted(() -> assertThat(sessions.count()).isLessThanOrEqualTo(before));
            assertThat(log.lines()).noneMatch(line -> line.matches("(?s)session \\S+ failed.*"));
        }
    }

    /** Opens a session, and resets its TCP connection within a message. */
    private void reset() throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String handshake =
                    """
                    GET /v1 HTTP/1.1\r
                    Host: %s\r
                    Connection: Upgrade\r
                    Upgrade: websocket\r
                    Sec-WebSocket-Version: 13\r
                    Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                    Sec-WebSocket-Protocol: %s\r
                    \r
                    """
                            .formatted(uri.getAuthority(), GatewayEndpoint.SUBPROTOCOL);
            socket.getOutputStream().write(handshake.getBytes(US_ASCII));
            assertThat(socket.getInputStream().readNBytes(200)).hasSize(200);
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0xFE, 1});
            socket.setSoLinger(true, 0);
        }
    }

    private static void untilClosed(Runnable sending) {
        try {
            sending.run();
        } catch (CompletionException _) {
            return; // closed during the write, as expected
        }
    }
}

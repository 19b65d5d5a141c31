package io.multiconnection.app.live;

import static io.multiconnection.HangLimit.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfString;
import io.multiconnection.app.KeyedOrigin;
import io.multiconnection.app.Management;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.TestStream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses and streams for players over HTTP and WebSocket. */
@QuarkusTest
@TestProfile(LiveRoutesTest.FewViewers.class)
@WithTestResource(KeyedOrigin.class)
public class LiveRoutesTest {

    public static final class FewViewers implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "multiconnection.limits.viewers", "2",
                    "multiconnection.limits.servers", "3",
                    "multiconnection.allow.destinations", "127.0.0.1:*/live",
                    "multiconnection.origins", "https://player.example",
                    "multiconnection.cors.headers", "Range, X-Player",
                    "multiconnection.cors.credentials", "true");
        }
    }

    /** FLV header of a file with audio and video. */
    private static final String HEADER = "464c5601050000000900000000";

    @TestHTTPResource("/live")
    URI uri;

    Origin origin;

    @Inject MemoryBudget memory;

    @Inject MeterRegistry metrics;

    @Test
    void playsStreamOfPoolAsFlv() throws IOException {
        try (HttpClient client = HttpClient.newHttpClient();
                TestStream publisher = TestStream.publish(origin, "my show")) {
            CompletableFuture<HttpResponse<InputStream>> asked =
                    client.sendAsync(get("/main/my%20show.flv"), BodyHandlers.ofInputStream());
            awaitPlayer("my show");
            begin(publisher);
            HttpResponse<InputStream> answer =
                    asked.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).hasValue("video/x-flv");
            assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
            try (InputStream body = answer.body()) {
                assertThat(HexFormat.of().formatHex(body.readNBytes(13))).isEqualTo(HEADER);
            }
            client.shutdownNow();
        }
        awaitNobody("my show");
    }

    @Test
    void sendsSameBytesOverWebSocket() {
        try (HttpClient client = HttpClient.newHttpClient();
                TestStream publisher = TestStream.publish(origin, "socket")) {
            CompletableFuture<ByteBuffer> first = new CompletableFuture<>();
            CompletableFuture<WebSocket> asked =
                    client.newWebSocketBuilder()
                            .buildAsync(webSocket("/main/socket.flv"), new First(first));
            awaitPlayer("socket");
            begin(publisher);
            WebSocket socket = asked.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
            byte[] bytes = new byte[13];
            first.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join().get(bytes);
            assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(HEADER);
            socket.abort();
            client.shutdownNow();
        }
        awaitNobody("socket");
    }

    @Test
    void playsFromAllowedServers() {
        given().head("/live/show.flv?server=" + origin.url("live"))
                .then()
                .statusCode(200)
                .contentType("video/x-flv");
        given().get("/live/show.flv?server=" + origin.url("private"))
                .then()
                .statusCode(403)
                .contentType(startsWith("text/plain"))
                .body(
                        equalTo(
                                origin.url("private")
                                        + ": this gateway does not allow that destination\n"));
    }

    @Test
    void refusesWithStatusAndReasonWithoutSecrets() {
        given().get("/live/nowhere/show.flv")
                .then()
                .statusCode(404)
                .header("Retry-After", (String) null)
                .body(equalTo("no pool is named \"nowhere\"\n"));
        given().get("/live/main/nobody.flv")
                .then()
                .statusCode(404)
                .header("Retry-After", "5")
                .body(equalTo(origin.url("live") + ": no media within 3000 ms\n"));
        given().get("/live/show.flv?server=rtmp://127.0.0.1:1/live")
                .then()
                .statusCode(502)
                .header("Retry-After", "5")
                .body(
                        equalTo(
                                "rtmp://127.0.0.1:1/live: the TCP connection was refused or has no"
                                        + " route\n"));
        given().get("/live/show.flv").then().statusCode(400);
        given().get("/live/show.flv?server=http://127.0.0.1/live").then().statusCode(400);
        String tooMany = "server=rtmp://a/b&".repeat(4);
        given().get("/live/show.flv?" + tooMany).then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-2", "-0.5", "NaN", "Infinity", "4294968", "1e99"})
    void refusesMalformedLength(String length) {
        given().queryParam("length", length)
                .get("/live/main/show.flv")
                .then()
                .statusCode(400)
                .body(
                        equalTo(
                                "length=%s, expected seconds, 0 to 4294967, or -1\n"
                                        .formatted(length)));
    }

    @Test
    void endsResponseAfterLength() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient();
                TestStream publisher = TestStream.publish(origin, "short")) {
            CompletableFuture<HttpResponse<byte[]>> asked =
                    client.sendAsync(get("/main/short.flv?length=1.5"), BodyHandlers.ofByteArray());
            awaitPlayer("short");
            begin(publisher);
            publisher.sound(1500);
            publisher.sound(1501);
            publisher.keyframe(1540);
            HttpResponse<byte[]> answer =
                    asked.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(HexFormat.of().formatHex(answer.body()))
                    .contains("af01000005dc")
                    .doesNotContain("af01000005dd")
                    .doesNotContain("170100000000000604");
        }
        awaitNoViewers();
    }

    @Test
    void admitsPagesOfAllowedOriginsOnly() {
        given().header("Origin", "https://evil.example")
                .get("/live/main/show.flv")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", (String) null);
        given().header("Origin", "https://player.example")
                .head("/live/main/show.flv")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "https://player.example")
                .header("Vary", "Origin");
    }

    @Test
    void answersPreflightOfAllowedOrigin() {
        given().header("Origin", "https://player.example")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "range")
                .options("/live/main/show.flv")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "https://player.example")
                .header("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
                .header("Access-Control-Allow-Headers", "range, x-player")
                .header("Access-Control-Allow-Credentials", "true")
                .header("Access-Control-Max-Age", "7200")
                .header("Vary", containsString("Origin"));
        given().header("Origin", "https://player.example")
                .head("/live/main/show.flv")
                .then()
                .header("Access-Control-Allow-Credentials", "true")
                .header("Access-Control-Expose-Headers", "Retry-After");
    }

    @Test
    void refusesPreflightOfOtherOrigins() {
        given().header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "GET")
                .options("/live/show.flv?server=rtmp://127.0.0.1/live")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", (String) null)
                .header("Access-Control-Allow-Credentials", (String) null)
                .header("Vary", containsString("Origin"));
    }

    @Test
    void sendsCorsHeadersWithRefusal() {
        given().header("Origin", "https://player.example")
                .get("/live/nowhere/show.flv")
                .then()
                .statusCode(404)
                .header("Access-Control-Allow-Origin", "https://player.example");
    }

    @Test
    void passesScriptData() throws IOException {
        try (HttpClient client = HttpClient.newHttpClient();
                TestStream publisher = TestStream.publish(origin, "text")) {
            CompletableFuture<HttpResponse<InputStream>> asked =
                    client.sendAsync(
                            get("/text.flv?server=" + origin.url("live")),
                            BodyHandlers.ofInputStream());
            awaitPlayer("text");
            begin(publisher);
            publisher.data("onTextData", new AmfString("hello world"));
            try (InputStream body =
                    asked.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join().body()) {
                StringBuilder read = new StringBuilder();
                while (read.indexOf("hello world") < 0) {
                    read.append((char) body.read());
                }
                assertThat(read).containsSubsequence("onMetaData", "onTextData", "hello world");
            }
            client.shutdownNow();
        }
        awaitNoViewers();
    }

    @Test
    void refusesWebSocketLikeHttp() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<WebSocket> asked =
                    client.newWebSocketBuilder()
                            .buildAsync(
                                    webSocket("/main/nobody.flv"),
                                    new First(new CompletableFuture<>()));
            assertThat(asked)
                    .failsWithin(HangLimit.DURATION)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
        }
    }

    @Test
    void refusesViewerOverLimit() {
        try (HttpClient client = HttpClient.newHttpClient();
                TestStream publisher = TestStream.publish(origin, "full")) {
            for (int i = 0; i < 2; i++) {
                client.sendAsync(get("/main/full.flv"), BodyHandlers.ofInputStream());
            }
            awaitPlayer("full");
            begin(publisher);
            await().untilAsserted(
                            () ->
                                    Management.given()
                                            .get("/q/metrics")
                                            .then()
                                            .body(
                                                    containsString(
                                                            "multiconnection_play_viewers 2.0")));
            given().get("/live/main/full.flv")
                    .then()
                    .statusCode(503)
                    .body(equalTo("2 viewers are already open\n"));
            Management.given()
                    .get("/q/metrics")
                    .then()
                    .body(containsString("multiconnection_play_relays 1.0"))
                    .body(containsString("multiconnection_play_bytes_total"));
            client.shutdownNow();
        }
        awaitNoViewers();
    }

    /**
     * Waits until viewers are no longer counted; their relay leaves the server after its linger
     * time.
     */
    private void awaitNoViewers() {
        await().until(() -> metrics.get("multiconnection.play.viewers").gauge().value() == 0);
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(uri + path)).build();
    }

    private URI webSocket(String path) {
        return URI.create(uri.toString().replaceFirst("^http", "ws") + path);
    }

    private static void begin(TestStream publisher) {
        publisher.prelude();
        publisher.keyframe(0);
        publisher.sound(0);
    }

    private void awaitPlayer(String name) {
        origin.when(state -> state.stream("live", name).players() == 1)
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private void awaitNobody(String name) {
        origin.when(state -> state.stream("live", name).players() == 0)
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
        await().untilAsserted(
                        () ->
                                Management.given()
                                        .get("/q/metrics")
                                        .then()
                                        .body(containsString("multiconnection_play_viewers 0.0")));
    }

    @Test
    void refusesViewersWhileShortOfMemory() throws Exception {
        long most = memory.limits().total() / 100 * 95;
        try (MemoryAccount other = memory.open(null, Runnable::run, _ -> {})) {
            other.take(MemoryKind.BASE, most);
            HttpResponse<String> refusal =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(uri + "/show.flv")).build(),
                                    BodyHandlers.ofString());
            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(refusal.body())
                    .isEqualTo("the gateway is short of memory for viewers; try again later\n");
        }
        assertThat(memory.admits()).isTrue();
    }

    /** Listener for the first binary message. */
    private record First(CompletableFuture<ByteBuffer> message) implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            message.complete(ByteBuffer.allocate(data.remaining()).put(data).flip());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}

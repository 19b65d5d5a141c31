package io.multiconnection.app.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.multiconnection.HangLimit;
import io.multiconnection.protocol.Request.RoomRef;
import io.multiconnection.protocol.Request.RoomWish;
import io.multiconnection.rooms.AdmissionHook.AdmissionRequest;
import io.multiconnection.rooms.AdmissionHook.AdmissionResponse;
import io.multiconnection.rooms.AdmissionHook.NoResponseException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to a real HTTP server, and failures of its responses. */
class AdmissionWebhookTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = HangLimit.DURATION;
    private static final Duration SOON = Duration.ofMillis(200);

    /** Behaviour of the application that is asked. */
    @FunctionalInterface
    private interface Application {
        void answer(HttpExchange exchange, JsonNode question) throws IOException;
    }

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private Application application;
    private AdmissionWebhook webhook;

    private volatile String token = "open sesame";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/admit",
                exchange -> application.answer(exchange, JSON.readTree(exchange.getRequestBody())));
        server.start();
        webhook = webhook(PATIENCE);
    }

    private AdmissionWebhook webhook(Duration timeout) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/admit?k=hush");
        return new AdmissionWebhook(vertx, url, () -> Optional.of(token), timeout);
    }

    @AfterEach
    void stop() {
        webhook.close();
        server.stop(0);
        threads.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static AdmissionRequest question(String id) {
        RoomWish wish = new RoomWish(null, new RoomRef.Group("chat"), "Foo", "my token");
        return new AdmissionRequest(id, "session of " + id, "main", wish);
    }

    private AdmissionResponse ask(String id) {
        return webhook.ask(question(id)).await().atMost(PATIENCE);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void answers(String json) {
        application = (exchange, _) -> answer(exchange, 200, json.replace('\'', '"'));
    }

    private void assertNoAnswer(String why) {
        assertThatThrownBy(() -> ask("one"))
                .isInstanceOf(NoResponseException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("hush", "sesame", "my token", "127.0.0.1");
    }

    @Test
    void sendsTokenOfTheMoment() {
        BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        application =
                (exchange, _) -> {
                    sent.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    answer(exchange, 200, "{\"id\":\"one\",\"decision\":\"accept\"}");
                };
        ask("one");
        token = "new sesame";
        ask("one");
        assertThat(sent).containsExactly("Bearer open sesame", "Bearer new sesame");
    }

    @Test
    void sendsAllDataOfClient() {
        CompletableFuture<JsonNode> asked = new CompletableFuture<>();
        CompletableFuture<String> authorization = new CompletableFuture<>();
        application =
                (exchange, question) -> {
                    asked.complete(question);
                    authorization.complete(exchange.getRequestHeaders().getFirst("Authorization"));
                    answer(exchange, 200, "{\"id\":\"one\",\"decision\":\"accept\"}");
                };
        assertThat(ask("one")).isEqualTo(new AdmissionResponse.Accept(null));
        assertThat(authorization.join()).isEqualTo("Bearer open sesame");
        assertThat(asked.join().toString())
                .isEqualTo(
                        """
                        {"id":"one","session":"session of one","directory":"main",\
                        "group":"chat","user":"Foo","credentials":"my token"}\
                        """);
    }

    @Test
    void acceptsEachDecision() {
        answers("{'id':'one','decision':'accept','room':'cellar'}");
        assertThat(ask("one")).isEqualTo(new AdmissionResponse.Accept("cellar"));
        answers("{'id':'one','decision':'reject','reason':'Members only.'}");
        assertThat(ask("one")).isEqualTo(new AdmissionResponse.Reject("Members only."));
        answers("{'id':'one','decision':'reject'}");
        assertThat(ask("one")).isEqualTo(new AdmissionResponse.Reject("You are not admitted."));
        answers("{'id':'one','decision':'hold'}");
        assertThat(ask("one")).isEqualTo(new AdmissionResponse.Hold());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "[]",
                "{'decision':'accept'}",
                "{'id':'another','decision':'accept'}",
                "{'id':1,'decision':'accept'}",
                "{'id':'one'}",
                "{'id':'one','decision':'perhaps'}",
                "{'id':'one','decision':true}",
                "{'id':'one','decision':'accept','room':7}",
                "{'id':'one','decision':'accept','room':''}",
                "{'id':'one','decision':'reject','reason':{}}"
            })
    void refusesMalformedResponse(String json) {
        answers(json);
        assertNoAnswer("response");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 400, 404, 500, 503})
    void refusesStatusOtherThan200(int status) {
        application =
                (exchange, _) ->
                        answer(
                                exchange,
                                status,
                                status == 204 ? "" : "{\"id\":\"one\",\"decision\":\"accept\"}");
        assertNoAnswer("HTTP status " + status);
    }

    @Test
    void followsNoRedirect() {
        application =
                (exchange, _) -> {
                    exchange.getResponseHeaders().add("Location", "/admit");
                    answer(exchange, 307, "");
                };
        assertNoAnswer("HTTP status 307");
    }

    @Test
    void refusesResponseOverSizeLimit() {
        answers("{'id':'one','decision':'accept','more':'" + "x".repeat(16 << 10) + "'}");
        assertNoAnswer("more than 16384 bytes");
    }

    @Test
    void failsWithoutResponseInTime() {
        webhook = webhook(SOON);
        CompletableFuture<Void> over = new CompletableFuture<>();
        application = (_, _) -> over.join();
        assertNoAnswer("no response within 200 ms");
        over.complete(null);
    }

    @Test
    void failsIfResponseDoesNotEndInTime() {
        webhook = webhook(SOON);
        CompletableFuture<Void> over = new CompletableFuture<>();
        application =
                (exchange, _) -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    over.join();
                };
        assertNoAnswer("no response within 200 ms");
        over.complete(null);
    }

    @Test
    void refusesTruncatedResponse() {
        application =
                (exchange, _) -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write('{');
                    exchange.close();
                };
        assertNoAnswer("the connection ended");
    }

    @Test
    void failsIfNothingListens() {
        server.stop(0);
        assertNoAnswer("cannot be reached");
    }

    /** Responses arrive in any order; each belongs to the client of its request. */
    @Test
    void matchesResponsesToClients() {
        application =
                (exchange, question) -> {
                    String id = question.path("id").textValue();
                    boolean odd = Integer.parseInt(id) % 2 == 1;
                    answer(
                            exchange,
                            200,
                            odd
                                    ? "{\"id\":\"%s\",\"decision\":\"hold\"}".formatted(id)
                                    : "{\"id\":\"%s\",\"decision\":\"accept\",\"room\":\"%s\"}"
                                            .formatted(id, id));
                };
        List<Uni<AdmissionResponse>> verdicts = new ArrayList<>();
        IntStream.range(0, 500)
                .forEach(i -> verdicts.add(webhook.ask(question(Integer.toString(i)))));
        List<AdmissionResponse> all =
                Uni.join().all(verdicts).andFailFast().await().atMost(PATIENCE);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i))
                    .isEqualTo(
                            i % 2 == 1
                                    ? new AdmissionResponse.Hold()
                                    : new AdmissionResponse.Accept(Integer.toString(i)));
        }
    }

    @Test
    void cancelsRequestOfCancelledSubscriber() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        application =
                (exchange, _) -> {
                    if (!asked.complete(null)) {
                        answer(exchange, 200, "{\"id\":\"two\",\"decision\":\"hold\"}");
                    }
                    over.join();
                };
        var asking = webhook.ask(question("one")).subscribe().with(_ -> {}, _ -> {});
        asked.join();
        asking.cancel();
        assertThat(ask("two")).isEqualTo(new AdmissionResponse.Hold());
        over.complete(null);
    }

    @Test
    void failsAfterClose() {
        answers("{'id':'one','decision':'hold'}");
        assertThat(ask("one")).isEqualTo(new AdmissionResponse.Hold());
        webhook.close();
        assertNoAnswer("cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.example/x", "/x", "https:x", "https://user:secret@a.example/"})
    void refusesUrlsOtherThanHttp(String url) {
        assertThatThrownBy(
                        () ->
                                new AdmissionWebhook(
                                        vertx, URI.create(url), Optional::empty, PATIENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
    }
}

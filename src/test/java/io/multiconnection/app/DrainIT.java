package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.TSHARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.Capture;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Graceful shutdown from SIGTERM to the last byte. */
@NeedsPeer(NGINX)
class DrainIT {

    /** Much longer than any step of these tests. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration SPREAD = Duration.ofSeconds(2);

    /** Time for closing all sessions and stopping the JVM on a busy machine. */
    private static final Duration TO_END = HangLimit.DURATION;

    private NginxRtmp nginx;

    @BeforeEach
    void start() {
        nginx = NginxRtmp.start();
    }

    @AfterEach
    void stop() {
        nginx.close();
    }

    @Test
    void spreadsGoAwayAndEndsWithLastSession() {
        try (TerminableGateway gateway = gateway(LONG);
                TestClient broadcaster = gateway.open();
                TestClient second = gateway.open();
                TestClient third = gateway.open()) {
            publish(broadcaster);
            try (ClipBroadcast _ = new ClipBroadcast(broadcaster, 1)) {
                awaitMedia(broadcaster, 500);
                long toldAt = System.nanoTime();
                gateway.terminate();

                List<Integer> moves = new ArrayList<>();
                JsonNode ack = broadcaster.await("goaway");
                moves.add(goAway(ack, LONG));
                moves.add(goAway(second.await("goaway"), LONG));
                moves.add(goAway(third.await("goaway"), LONG));
                assertThat(moves).allMatch(move -> move < SPREAD.toMillis());
                assertThat(moves.stream().sorted().toList())
                        .satisfies(
                                sorted ->
                                        assertThat(sorted.getLast() - sorted.getFirst())
                                                .isGreaterThan((int) SPREAD.toMillis() / 2));

                assertThat(gateway.health("ready")).isEqualTo(503);
                assertThat(gateway.health("live")).isEqualTo(200);
                assertThat(gateway.status("/live/show.flv?server=" + nginx.url("rec")))
                        .isEqualTo(503);
                assertThatThrownBy(gateway::open)
                        .cause()
                        .extracting(DrainIT::status)
                        .isEqualTo(503);

                int now = awaitMedia(broadcaster, 0);
                awaitMedia(broadcaster, now + 1000);
                assertThat(calls()).containsExactly("connect", "publish");
                broadcaster.send("{'id':4,'type':'closeStream','stream':1}").answer(4);
                broadcaster.leave(1000);
                await().atMost(TO_END).until(() -> calls().contains("disconnect"));
                assertThat(gateway.isAlive()).isTrue();
                second.leave(1000);
                third.leave(1000);
                gateway.awaitEnd(TO_END);
                assertThat(System.nanoTime() - toldAt).isLessThan(LONG.toNanos());
            }
            assertThat(calls()).containsExactly("connect", "publish", "publish_done", "disconnect");
            assertThat(gateway.output())
                    .doesNotContain("ERROR", "have not moved", "already registered");
        }
    }

    @Test
    @NeedsPeer(TSHARK)
    void closesRemainingSessionsInOrder() throws IOException {
        try (TerminableGateway gateway = gateway(SHORT);
                Capture capture = Capture.start(nginx.port());
                TestClient client = gateway.open()) {
            publish(client);
            try (ClipBroadcast _ = new ClipBroadcast(client, 1)) {
                awaitMedia(client, 500);
                InputStream watched =
                        gateway.get(
                                        "/live/show.flv?server=" + nginx.url("rec"),
                                        BodyHandlers.ofInputStream())
                                .body();
                assertThat(watched.readNBytes(3)).startsWith('F', 'L', 'V');
                gateway.terminate();
                goAway(client.await("goaway"), SHORT);

                assertThat(client.awaitClose())
                        .isEqualTo(new TestClient.Closed(1001, "the gateway shuts down"));
                watched.readAllBytes(); // fails if the response is truncated
                gateway.awaitEnd(TO_END);
            }
            await().atMost(TO_END)
                    .until(() -> calls().stream().filter("disconnect"::equals).count() == 2);
            assertThat(String.join("\n", capture.stop().messages()))
                    .containsSubsequence("FCUnpublish", "deleteStream");
            assertThat(gateway.output())
                    .contains("1 sessions have not moved")
                    .doesNotContain("ERROR");
        }
    }

    @Test
    void resumesHeldSessionAndSendsGoAway() {
        try (TerminableGateway gateway = gateway(LONG)) {
            TestClient lost = gateway.open();
            publish(lost);
            String token = lost.token();
            lost.vanish();
            await().atMost(TO_END)
                    .until(() -> gateway.metrics().contains("multiconnection_sessions_held 1.0"));
            gateway.terminate();
            await().atMost(TO_END).until(() -> gateway.health("ready") == 503);
            try (TestClient stranger = gateway.open();
                    TestClient back = gateway.open()) {
                stranger.send("{'id':1,'type':'createStream'}");
                assertThat(stranger.awaitClose().code()).isEqualTo(1001);
                assertThat(back.resume(token, lost.taken()).path("recovered").booleanValue())
                        .isTrue();
                goAway(back.await("goaway"), LONG);
                assertThat(calls()).containsExactly("connect", "publish");
                back.leave(1000);
                gateway.awaitEnd(TO_END);
            }
            assertThat(calls()).containsExactly("connect", "publish", "publish_done", "disconnect");
            assertThat(gateway.output()).doesNotContain(token);
        }
    }

    private static TerminableGateway gateway(Duration grace) {
        return TerminableGateway.start(
                Map.of(
                        "multiconnection.drain.grace", grace.toString(),
                        "multiconnection.drain.spread", SPREAD.toString()));
    }

    private void publish(TestClient client) {
        client.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s']}"
                        .formatted(nginx.url("rec")));
        client.send("{'id':2,'type':'createStream'}");
        client.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
        assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
    }

    /** Returns the delay of a goAway event in milliseconds, after checking its grace period. */
    private static int goAway(JsonNode news, Duration grace) {
        assertThat(news.path("closeInMs").intValue()).isBetween(1, (int) grace.toMillis());
        return news.path("moveInMs").intValue();
    }

    private static int awaitMedia(TestClient client, int timestamp) {
        return client.await(
                        it ->
                                it.path("type").textValue().equals("ack")
                                        && it.path("timestamp").intValue() >= timestamp)
                .path("timestamp")
                .intValue();
    }

    private static int status(Throwable refused) {
        return ((WebSocketHandshakeException) refused).getResponse().statusCode();
    }

    private List<String> calls() {
        return Stream.of(nginx)
                .flatMap(it -> it.notifications().stream())
                .map(it -> Objects.requireNonNull(it.get("call")))
                .toList();
    }
}

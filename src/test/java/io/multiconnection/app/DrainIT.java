package io.multiconnection.app;

import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.TSHARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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

/** From SIGTERM to the last byte: a gateway that is told to end cuts nobody off. */
@NeedsPeer(NGINX)
class DrainIT {

    /** Much longer than anything here takes. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration SPREAD = Duration.ofSeconds(2);

    /** For goodbyes, and for the JVM to stop, on a busy machine. */
    private static final Duration TO_END = Duration.ofSeconds(20);

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
        try (GatewayProcess gateway = gateway(LONG);
                Page broadcaster = gateway.open();
                Page second = gateway.open();
                Page third = gateway.open()) {
            publish(broadcaster);
            try (Broadcast _ = new Broadcast(broadcaster, 1)) {
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

                assertThat(gateway.status("/q/health/ready")).isEqualTo(503);
                assertThat(gateway.status("/q/health/live")).isEqualTo(200);
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
            assertThat(gateway.output()).doesNotContain("ERROR", "have not moved");
        }
    }

    @Test
    @NeedsPeer(TSHARK)
    void closesRemainingSessionsInOrder() throws IOException {
        try (GatewayProcess gateway = gateway(SHORT);
                Capture capture = Capture.start(nginx.port());
                Page page = gateway.open()) {
            publish(page);
            try (Broadcast _ = new Broadcast(page, 1)) {
                awaitMedia(page, 500);
                InputStream watched =
                        gateway.get(
                                        "/live/show.flv?server=" + nginx.url("rec"),
                                        BodyHandlers.ofInputStream())
                                .body();
                assertThat(watched.readNBytes(3)).startsWith('F', 'L', 'V');
                gateway.terminate();
                goAway(page.await("goaway"), SHORT);

                assertThat(page.awaitClose())
                        .isEqualTo(new Page.Closed(1001, "the gateway shuts down"));
                watched.readAllBytes(); // to the end of the answer; were it cut, this would fail
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
        try (GatewayProcess gateway = gateway(LONG)) {
            Page lost = gateway.open();
            publish(lost);
            String token = lost.token();
            lost.vanish();
            await().atMost(TO_END)
                    .until(
                            () ->
                                    gateway.get("/q/metrics", BodyHandlers.ofString())
                                            .body()
                                            .contains("multiconnection_sessions_held 1.0"));
            gateway.terminate();
            await().atMost(TO_END).until(() -> gateway.status("/q/health/ready") == 503);
            try (Page stranger = gateway.open();
                    Page back = gateway.open()) {
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

    private static GatewayProcess gateway(Duration grace) {
        return GatewayProcess.start(
                Map.of(
                        "multiconnection.drain.grace", grace.toString(),
                        "multiconnection.drain.spread", SPREAD.toString()));
    }

    private void publish(Page page) {
        page.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s']}"
                        .formatted(nginx.url("rec")));
        page.send("{'id':2,'type':'createStream'}");
        page.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
        assertThat(page.answer(3).path("type").textValue()).isEqualTo("result");
    }

    /** When to move, in ms, as news say that say as well that there is so much time. */
    private static int goAway(JsonNode news, Duration grace) {
        assertThat(news.path("closeInMs").intValue()).isBetween(1, (int) grace.toMillis());
        return news.path("moveInMs").intValue();
    }

    private static int awaitMedia(Page page, int timestamp) {
        return page.await(
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

package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broadcast to two servers with a network outage of the client. */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer(NGINX)
class ResumeIT {

    private static final Duration LIMIT = HangLimit.DURATION;
    private static final Duration CUT = Duration.ofSeconds(5);

    @TestHTTPResource("/v1")
    URI gateway;

    private NginxRtmp first;
    private NginxRtmp second;
    private FaultProxy network;

    @BeforeEach
    void start() {
        first = NginxRtmp.start();
        second = NginxRtmp.start();
        network = FaultProxy.to(gateway.getPort());
    }

    @AfterEach
    void stop() {
        network.close();
        first.close();
        second.close();
    }

    @Test
    void serversSeeOnePublishAcrossNetworkOutage() {
        try (TestClient lost = TestClient.open(uri())) {
            publish(lost);
            try (ClipBroadcast broadcast = new ClipBroadcast(lost, 1)) {
                awaitMedia(lost, 2500);
                lost.send("{'id':4,'type':'createStream'}");
                network.cut();
                await().pollDelay(CUT) // the duration of the outage is what is tested
                        .atMost(CUT.plus(LIMIT))
                        .untilAsserted(this::assertPublishedOnce);
                try (TestClient back = TestClient.open(uri())) {
                    JsonNode answer = back.resume(lost.token(), lost.taken());
                    assertThat(answer.path("recovered").booleanValue()).isTrue();
                    if (answer.path("received").intValue() < 5) {
                        back.send("{'id':4,'type':'createStream'}");
                    }
                    assertThat(back.answer(4).path("stream").intValue()).isEqualTo(2);
                    broadcast.goOn(back);
                    int now = awaitMedia(back, 5000);
                    awaitMedia(back, now + 3000);
                    assertPublishedOnce();
                    back.send("{'id':5,'type':'disconnect'}").answer(5);
                }
            }
        }
        for (NginxRtmp server : List.of(first, second)) {
            assertThat(calls(server)).containsOnlyOnce("publish");
            assertRecorded(server);
        }
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + network.port() + gateway.getPath());
    }

    private void publish(TestClient client) {
        client.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s','%s']}"
                        .formatted(first.url("rec"), second.url("rec")));
        client.send("{'id':2,'type':'createStream'}");
        client.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
        assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
    }

    private static int awaitMedia(TestClient client, int timestamp) {
        return client.await(
                        it ->
                                it.path("type").textValue().equals("ack")
                                        && it.path("timestamp").intValue() >= timestamp)
                .path("timestamp")
                .intValue();
    }

    private void assertPublishedOnce() {
        for (NginxRtmp server : List.of(first, second)) {
            assertThat(calls(server)).containsExactly("connect", "publish");
            assertThat(server.stat().stream("rec", "show").orElseThrow().publishers()).isOne();
        }
    }

    private static void assertRecorded(NginxRtmp server) {
        await().atMost(LIMIT).until(() -> server.stat().stream("rec", "show").isEmpty());
        MediaFile file = MediaFile.probe(server.recording("show"));
        assertThat(file.errors())
                .filteredOn(it -> !it.contains("non monotonically increasing dts to muxer"))
                .isEmpty();
        assertThat(file.tracks()).hasSize(2).allMatch(MediaFile.Track::isMonotonic);
        assertThat(file.tracks())
                .allSatisfy(
                        track ->
                                assertThat(track.longestGap())
                                        .isGreaterThanOrEqualTo(CUT.toMillis() - 500));
    }

    private static List<String> calls(NginxRtmp server) {
        return server.notifications().stream()
                .map(it -> Objects.requireNonNull(it.get("call")))
                .toList();
    }
}

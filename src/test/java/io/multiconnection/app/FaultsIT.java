package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.TSHARK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.Capture;
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
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Faults in the middle of a stream, which must not affect other servers. */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer(NGINX)
class FaultsIT {

    private static final Duration LIMIT = HangLimit.DURATION;
    private static final int QUEUE_BYTES = 4 << 20;

    /** Raises the bitrate to about 3 MB/s, which fills the system's buffers in a few seconds. */
    private static final int PADDING = 120_000;

    @TestHTTPResource("/v1")
    URI uri;

    @Test
    void reconnectsToKilledServerWithoutGapOnOther() {
        try (NginxRtmp sound = NginxRtmp.start();
                NginxRtmp mortal = NginxRtmp.start();
                TestClient client = publish(sound, mortal)) {
            try (ClipBroadcast _ = new ClipBroadcast(client, 1)) {
                awaitMedia(client, 1500);
                mortal.kill();

                JsonNode status = client.await("status");
                assertThat(status.path("server").intValue()).isEqualTo(1);
                assertThat(status.path("info").path("code").textValue())
                        .isEqualTo("NetConnection.Connect.Closed");
                JsonNode lost = client.await("server");
                assertThat(lost.path("server").intValue()).isEqualTo(1);
                assertThat(lost.path("state").textValue()).isEqualTo("Recovering");
                assertThat(lost.path("cause").textValue()).isEqualTo("lost");
                assertThat(lost.path("text").textValue())
                        .startsWith(mortal.url("rec") + ": ")
                        .containsPattern(": the (server closed the connection|connection broke)");

                JsonNode ack = awaitMedia(client, 4000);
                assertThat(ack.path("servers")).hasSize(1);

                mortal.restart();
                client.await(it -> isServer(it, 1, "Live"));
                JsonNode back = client.await("status");
                assertThat(back.path("server").intValue()).isEqualTo(1);
                assertThat(back.path("stream").intValue()).isEqualTo(1);
                assertThat(back.path("info").path("code").textValue())
                        .isEqualTo("NetStream.Publish.Start");
                int timestamp = awaitMedia(client, 0).path("timestamp").intValue();
                awaitMedia(client, timestamp + 3000);
            }
            assertRecordedWithoutAGap(client, sound, 6500);
            MediaFile again = recording(mortal);
            assertThat(decodingErrors(again)).isEmpty();
            assertThat(again.tracks()).hasSize(2).allMatch(MediaFile.Track::isMonotonic);
        }
    }

    @Test
    void dropsFramesOfStalledServerWithoutGapOnOther() {
        try (NginxRtmp sound = NginxRtmp.start();
                NginxRtmp slow = NginxRtmp.start();
                TestClient client = publish(sound, slow)) {
            try (ClipBroadcast _ = new ClipBroadcast(client, 1, PADDING)) {
                awaitMedia(client, 1000);
                slow.stall();
                awaitNews(client, "Lagging");
                JsonNode ack =
                        client.await(
                                it -> isSound(it) && server(it, 1).path("dropped").intValue() > 25);
                assertThat(server(ack, 1).path("queueBytes").intValue()).isPositive();

                slow.resume();
                awaitNews(client, "Live");
                awaitMedia(client, ack.path("timestamp").intValue() + 2000);
            }
            assertRecordedWithoutAGap(client, sound, 3500);
            assertThat(recording(slow).errors()).isEmpty();
            assertThat(recording(slow).isClean()).isTrue();
        }
    }

    @Test
    void reconnectsToStalledServerWhenItContinues() {
        try (NginxRtmp sound = NginxRtmp.start();
                NginxRtmp stuck = NginxRtmp.start();
                TestClient client = publish(sound, stuck)) {
            try (ClipBroadcast _ = new ClipBroadcast(client, 1, PADDING)) {
                awaitMedia(client, 1000);
                stuck.stall();
                awaitNews(client, "Lagging");
                JsonNode lost =
                        client.await(
                                it -> !isSound(it) && it.path("type").asText().equals("server"));
                assertThat(lost.path("state").textValue()).isEqualTo("Recovering");
                assertThat(lost.path("cause").textValue()).isEqualTo("timeout");
                assertThat(lost.path("text").textValue())
                        .isEqualTo(stuck.url("rec") + ": the server took no bytes for 10 s");
                stuck.resume();
                client.await(it -> isPublishing(it, 1));
                int timestamp = awaitMedia(client, 0).path("timestamp").intValue();
                awaitMedia(client, timestamp + 2000);
            }
            client.send("{'id':4,'type':'disconnect'}").answer(4);
            assertNoGap(recording(sound), 10_000);
            assertThat(decodingErrors(recording(sound))).isEmpty();
            assertThat(decodingErrors(recording(stuck))).isEmpty();
            assertThat(recording(stuck).tracks()).hasSize(2);
        }
    }

    @Test
    @NeedsPeer(TSHARK)
    void unpublishesAfterClientVanishes() {
        try (NginxRtmp nginx = NginxRtmp.start();
                Capture capture = Capture.start(nginx.port());
                TestClient client = publish(nginx)) {
            try (ClipBroadcast _ = new ClipBroadcast(client, 1)) {
                awaitMedia(client, 500);
            }
            client.vanish();

            await().atMost(LIMIT).until(() -> calls(nginx).contains("disconnect"));
            assertThat(calls(nginx))
                    .containsExactly("connect", "publish", "publish_done", "disconnect");
            assertThat(String.join("\n", capture.stop().messages()))
                    .containsSubsequence("FCUnpublish", "deleteStream");
        }
    }

    @Test
    void keepsConnectionAfterStreamIsClosed() {
        try (NginxRtmp nginx = NginxRtmp.start();
                TestClient client = publish(nginx)) {
            client.send("{'id':4,'type':'closeStream','stream':1}");
            assertThat(client.answer(4).path("type").textValue()).isEqualTo("result");
            client.send("{'id':5,'type':'createStream'}");
            client.send("{'id':6,'type':'publish','stream':2,'name':'encore'}");
            assertThat(client.answer(6).path("type").textValue()).isEqualTo("result");

            await().atMost(LIMIT).until(() -> calls(nginx).size() == 4);
            assertThat(calls(nginx))
                    .containsExactly("connect", "publish", "publish_done", "publish");
        }
    }

    /** Publishes "show" to the application {@code rec} of each server. */
    private TestClient publish(NginxRtmp... servers) {
        List<String> urls = List.of(servers).stream().map(server -> server.url("rec")).toList();
        TestClient client = TestClient.open(uri);
        client.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s']}"
                        .formatted(String.join("','", urls)));
        client.send("{'id':2,'type':'createStream'}");
        client.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
        JsonNode answer = client.answer(3);
        assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("result");
        return client;
    }

    private static JsonNode awaitMedia(TestClient client, int timestamp) {
        return client.await(it -> isSound(it) && it.path("timestamp").intValue() >= timestamp);
    }

    private static void awaitNews(TestClient client, String state) {
        JsonNode news =
                client.await(it -> !isSound(it) && it.path("type").textValue().equals("server"));
        assertThat(news.path("server").intValue()).isEqualTo(1);
        assertThat(news.path("state").textValue()).isEqualTo(state);
    }

    private static boolean isServer(JsonNode message, int number, String state) {
        return !isSound(message)
                && message.path("type").textValue().equals("server")
                && message.path("server").intValue() == number
                && message.path("state").textValue().equals(state);
    }

    private static boolean isPublishing(JsonNode message, int number) {
        return !isSound(message)
                && message.path("server").asInt(-1) == number
                && message.path("info").path("code").asText().equals("NetStream.Publish.Start");
    }

    /** Whether a message is an ack; asserts bounded queues, and no drops on server 0. */
    private static boolean isSound(JsonNode message) {
        if (!message.path("type").textValue().equals("ack")) {
            return false;
        }
        assertThat(server(message, 0).path("dropped").intValue()).isZero();
        assertThat(message.path("servers"))
                .allSatisfy(
                        it ->
                                assertThat(it.path("queueBytes").intValue())
                                        .isBetween(0, QUEUE_BYTES));
        return true;
    }

    private static JsonNode server(JsonNode ack, int number) {
        return StreamSupport.stream(ack.path("servers").spliterator(), false)
                .filter(it -> it.path("server").intValue() == number)
                .findFirst()
                .orElseThrow();
    }

    private static void assertRecordedWithoutAGap(TestClient client, NginxRtmp server, int millis) {
        client.send("{'id':4,'type':'disconnect'}").answer(4);
        MediaFile file = recording(server);
        assertThat(decodingErrors(file)).isEmpty();
        assertNoGap(file, millis);
    }

    /** Allows two frames with the same timestamp where the clip restarts, every 10 s. */
    private static List<String> decodingErrors(MediaFile file) {
        return file.errors().stream()
                .filter(error -> !error.contains("non monotonically increasing dts to muxer"))
                .toList();
    }

    private static void assertNoGap(MediaFile file, int millis) {
        assertThat(file.tracks()).isNotEmpty().allMatch(MediaFile.Track::isMonotonic);
        for (MediaFile.Track track : file.tracks()) {
            assertThat(track.packets().getLast().dts()).isGreaterThan(millis);
            assertThat(track.longestGap()).as(track.kind()).isLessThanOrEqualTo(80);
        }
    }

    /** Returns the recording once it is complete. */
    private static MediaFile recording(NginxRtmp server) {
        await().atMost(LIMIT).until(() -> server.stat().stream("rec", "show").isEmpty());
        return MediaFile.probe(server.recording("show"));
    }

    private static List<String> calls(NginxRtmp nginx) {
        return nginx.notifications().stream()
                .map(it -> Objects.requireNonNull(it.get("call")))
                .toList();
    }
}

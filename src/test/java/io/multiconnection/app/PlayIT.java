package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.NginxStat;
import io.multiconnection.peers.NodeMediaServer;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.Red5;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients play from servers of other projects, and continue on the next server when one fails. */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
class PlayIT {

    private static final Duration LIMIT = HangLimit.DURATION;

    @TestHTTPResource("/v1")
    URI uri;

    @TempDir Path folder;

    @Test
    @NeedsPeer(NGINX)
    void playsLiveFromNginx() {
        try (NginxRtmp nginx = NginxRtmp.start()) {
            assertPlaysLive(nginx.url("live"), nginx.url("live", "show"));
            await().atMost(LIMIT).until(() -> players(nginx) == 0);
        }
    }

    @Test
    void playsLiveFromRed5() {
        try (Red5 red5 = Red5.start()) {
            assertPlaysLive(red5.url("live"), red5.url("live", "show"));
        }
    }

    @Test
    @NeedsPeer(NPM)
    void playsLiveFromNodeMediaServer() {
        try (NodeMediaServer nms = NodeMediaServer.start()) {
            assertPlaysLive(nms.url("live"), nms.url("live", "show"));
        }
    }

    private void assertPlaysLive(String server, String publishUrl) {
        try (Program _ = Ffmpeg.publish(publishUrl, LIMIT);
                TestClient client = connect(server);
                ReceivedMedia watched = new ReceivedMedia(client, folder.resolve("watched.flv"))) {
            client.send("{'id':3,'type':'play','stream':1,'name':'show','timeout':20000}");
            JsonNode answer = client.answer(3);
            assertThat(answer.path("server").intValue()).as(answer.toString()).isZero();
            JsonNode metadata =
                    client.await(it -> it.path("handler").asText().equals("onMetaData"));
            assertThat(metadata.path("args").toString()).contains("320");
            watched.watch(2500);
            MediaFile file = watched.clean();
            assertThat(file.video().longestGap()).isLessThanOrEqualTo(80);
            assertThat(file.audio().longestGap()).isLessThanOrEqualTo(80);
            client.send("{'id':4,'type':'closeStream','stream':1}");
            assertThat(client.answer(4).path("type").textValue()).isEqualTo("result");
        }
    }

    @Test
    @NeedsPeer(NGINX)
    void continuesOnSecondServerAfterFirstIsKilled() {
        assertGoesOn(NginxRtmp::kill);
    }

    @Test
    @NeedsPeer(NGINX)
    void continuesOnSecondServerAfterFirstLosesPublisher() {
        assertGoesOn(first -> assertThat(first.drop("live", "show")).isEqualTo(1));
    }

    private void assertGoesOn(Consumer<NginxRtmp> fault) {
        try (NginxRtmp first = NginxRtmp.start();
                NginxRtmp second = NginxRtmp.start();
                Program _ = Ffmpeg.publish(first.url("live", "show"), LIMIT);
                Program _ = Ffmpeg.publish(second.url("live", "show"), LIMIT);
                TestClient client = connect(first.url("live"), second.url("live"));
                ReceivedMedia watched = new ReceivedMedia(client, folder.resolve("watched.flv"))) {
            client.send("{'id':3,'type':'play','stream':1,'name':'show','timeout':20000}");
            assertThat(client.answer(3).path("server").intValue()).isZero();
            watched.watch(1500);
            fault.accept(first);
            assertGoesOn(client, watched);
        }
    }

    private static void assertGoesOn(TestClient client, ReceivedMedia watched) {
        JsonNode failover = status(client, "NetStream.Play.Failover");
        assertThat(failover.path("from").intValue()).isZero();
        assertThat(failover.path("to").intValue()).isEqualTo(1);
        assertThat(failover.path("gap").longValue()).isBetween(0L, 15_000L);
        watched.watch(4000);
        MediaFile file = watched.clean();
        // the timeline has no gap, regardless of the duration
        assertThat(file.video().longestGap()).isLessThanOrEqualTo(200);
        assertThat(file.audio().longestGap()).isLessThanOrEqualTo(200);
    }

    @Test
    @NeedsPeer(NGINX)
    void manySessionsShareOnePlay() {
        try (NginxRtmp nginx = NginxRtmp.start();
                Program _ = Ffmpeg.publish(nginx.url("live", "show"), LIMIT)) {
            List<TestClient> clients =
                    IntStream.range(0, 10).mapToObj(_ -> connect(nginx.url("live"))).toList();
            for (TestClient client : clients) {
                client.send("{'id':3,'type':'play','stream':1,'name':'show','timeout':20000}");
            }
            for (TestClient client : clients) {
                assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
                assertThat(client.frame().type()).isIn(8, 9);
            }
            assertThat(players(nginx)).isEqualTo(1);
            assertThat(plays(nginx)).isEqualTo(1);
            clients.forEach(TestClient::close);
            await().atMost(LIMIT).until(() -> players(nginx) == 0);
        }
    }

    @Test
    @NeedsPeer(NGINX)
    void pausesAndSeeksRecording() throws IOException {
        try (NginxRtmp nginx = NginxRtmp.start();
                TestClient client = connect(nginx.url("vod"))) {
            Files.copy(Ffmpeg.indexedClip(), nginx.recording("film"));
            client.send(
                    "{'id':3,'type':'play','stream':1,'name':'film','start':0,'buffer':0.1,'timeout':20000}");
            JsonNode answer = client.answer(3);
            assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("result");
            assertBeginsBetween(0, 100, nextPicture(client, _ -> true));

            client.send("{'id':4,'type':'pause','stream':1,'paused':true}");
            assertThat(client.answer(4).path("type").textValue()).isEqualTo("result");
            status(client, "NetStream.Pause.Notify");
            client.frames();
            client.send("{'id':5,'type':'pause','stream':1,'paused':false}");
            status(client, "NetStream.Unpause.Notify");
            assertThat(client.frame().timestamp()).isLessThan(9000);

            client.send("{'id':6,'type':'seek','stream':1,'position':7}");
            assertThat(client.answer(6).path("type").textValue()).isEqualTo("result");
            status(client, "NetStream.Seek.Notify");
            assertBeginsBetween(6500, 7500, nextPicture(client, it -> it.timestamp() > 5000));
            client.send("{'id':7,'type':'seek','stream':1,'position':2}");
            status(client, "NetStream.Seek.Notify");
            assertBeginsBetween(1500, 2500, nextPicture(client, it -> it.timestamp() < 5000));

            client.send(
                    "{'id':8,'type':'play','stream':1,'name':'film','start':8,'timeout':20000}");
            assertThat(client.answer(8).path("type").textValue()).isEqualTo("result");
            status(client, "NetStream.Play.Stop");
        }
    }

    private static TestClient.Frame nextPicture(
            TestClient client, Predicate<TestClient.Frame> wanted) {
        TestClient.Frame frame = client.frame();
        while (frame.type() != 9 || frame.body().get(1) != 1 || !wanted.test(frame)) {
            frame = client.frame();
        }
        return frame;
    }

    private static void assertBeginsBetween(int from, int to, TestClient.Frame picture) {
        assertThat(picture.timestamp()).isBetween(from, to);
        assertThat(picture.body().get(0)).as("a keyframe").isEqualTo((byte) 0x17);
    }

    /** Connects to all servers, and creates stream 1. */
    private TestClient connect(String... servers) {
        TestClient client = TestClient.open(uri);
        client.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s']}"
                        .formatted(String.join("','", servers)));
        client.send("{'id':2,'type':'createStream'}");
        JsonNode answer = client.answer(1);
        assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("result");
        return client;
    }

    /** Returns the next status of a code from any server. */
    private static JsonNode status(TestClient client, String code) {
        return client.await(it -> it.path("info").path("code").asText().equals(code)).path("info");
    }

    private static int players(NginxRtmp nginx) {
        return nginx.stat().stream("live", "show").map(NginxStat.Stream::players).orElse(0);
    }

    private static long plays(NginxRtmp nginx) {
        return nginx.notifications().stream().filter(it -> "play".equals(it.get("call"))).count();
    }
}

package io.multiconnection.app;

import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static io.multiconnection.peers.Peer.TSHARK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.Capture;
import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.FfmpegServer;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.NodeMediaServer;
import io.multiconnection.peers.Program;
import io.multiconnection.peers.Red5;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packaged gateway publishes to servers of other projects in one session. */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@WithTestResource(NodeMediaServerResource.class)
@NeedsPeer({NGINX, NPM, TSHARK})
class InteropIT {

    private static final Duration LIMIT = HangLimit.DURATION;
    private static final Duration WATCHED = Duration.ofSeconds(4);

    /** Number of consecutive packet sizes that is unique in the clip. */
    private static final int RUN = 12;

    @TestHTTPResource("/v1")
    URI uri;

    @TempDir Path folder;

    NodeMediaServer nms;

    @Test
    void publishesToAllServersAndPlaysFromEach() {
        try (NginxRtmp nginx1 = NginxRtmp.start();
                NginxRtmp nginx2 = NginxRtmp.start();
                Red5 red5 = Red5.start();
                FfmpegServer ffmpeg = FfmpegServer.start();
                Capture capture =
                        Capture.start(
                                nginx1.port(),
                                nginx2.port(),
                                red5.port(),
                                nms.port(),
                                ffmpeg.port());
                TestClient client = TestClient.open(uri)) {
            client.send(
                    """
                    {'id':1,'type':'connect','timeout':20000,'servers':['%s','%s','%s','%s','%s','%s']}
                    """
                            .formatted(
                                    nginx1.url("live"),
                                    nginx2.url("live"),
                                    red5.url("live"),
                                    nms.url("live"),
                                    nms.tlsUrl("live", "").replaceAll("/$", ""),
                                    ffmpeg.url("live")));
            client.send("{'id':2,'type':'createStream'}");
            client.send(
                    "{'id':3,'type':'publish','stream':1,'name':'show','names':{'4':'secure'},"
                            + "'timeout':20000}");
            ClipBroadcast broadcast = new ClipBroadcast(client, 1);
            try (broadcast) {
                JsonNode published = client.answer(3);
                assertThat(published.path("type").textValue())
                        .as(published.toString())
                        .isEqualTo("result");
                watch(
                        Map.of(
                                "nginx1", nginx1.url("live", "show"),
                                "nginx2", nginx2.url("live", "show"),
                                "red5", red5.url("live", "show"),
                                "nms", nms.url("live", "show"),
                                "rtmps", nms.url("live", "secure")));
            }
            assertNothingDropped(client, broadcast.bytes());
            client.send("{'id':4,'type':'disconnect'}").answer(4);
            MediaFile recording = ffmpeg.awaitRecording(LIMIT);
            assertSound("ffmpeg", recording, recording.video());
            assertThat(capture.stop().malformed()).isEmpty();
            assertThat(capture.messages())
                    .anyMatch(line -> line.contains("FCUnpublish"))
                    .anyMatch(line -> line.contains("deleteStream"));
        }
    }

    /**
     * Waits until the gateway has received the whole broadcast, and returns the response to an ack
     * request.
     */
    private static void assertNothingDropped(TestClient client, long bytes) {
        JsonNode ack =
                client.await(
                        message ->
                                message.path("type").textValue().equals("ack")
                                        && message.path("bytes").longValue() == bytes);
        assertThat(ack.path("servers"))
                .allSatisfy(server -> assertThat(server.path("dropped").intValue()).isZero());
    }

    /** Plays all streams at the same time for a while. */
    private void watch(Map<String, String> urls) {
        Map<String, Program> players = new LinkedHashMap<>();
        urls.forEach((name, url) -> players.put(name, Ffmpeg.record(url, file(name), WATCHED)));
        players.forEach(
                (name, player) -> {
                    player.awaitSuccess(LIMIT);
                    player.close();
                    MediaFile file = MediaFile.probe(file(name));
                    assertSound(name, file, file.video().fromSecondKeyframe());
                });
    }

    private Path file(String name) {
        return folder.resolve(name + ".flv");
    }

    private static void assertSound(String name, MediaFile file, MediaFile.Track video) {
        assertThat(file.errors()).as(name).isEmpty();
        assertThat(file.isClean()).as(name).isTrue();
        assertThat(video.codec()).as(name).isEqualTo("h264");
        assertThat(file.audio().codec()).as(name).isEqualTo("aac");
        assertThat(file.video().packets()).as(name).hasSizeGreaterThan(75);
        assertThat(video.longestGap()).as(name).isLessThanOrEqualTo(80);
        assertThat(file.audio().longestGap()).as(name).isLessThanOrEqualTo(80);
        assertThat(apart(name, video, file.audio())).as(name).isLessThanOrEqualTo(40);
    }

    /**
     * Returns the additional offset between audio and video against the looped clip, in
     * milliseconds. Servers choose where each track begins.
     */
    private static long apart(String name, MediaFile.Track video, MediaFile.Track audio) {
        MediaFile clip = MediaFile.probe(Ffmpeg.clip());
        long apart =
                Math.floorMod(
                        shift(name, video, clip.video()) - shift(name, audio, clip.audio()),
                        ClipBroadcast.CLIP_MILLIS);
        return Math.min(apart, ClipBroadcast.CLIP_MILLIS - apart);
    }

    /** Returns the offset of packets against the clip, which their sizes identify. */
    private static long shift(String name, MediaFile.Track came, MediaFile.Track sent) {
        int count = sent.packets().size();
        int first =
                IntStream.range(0, count)
                        .filter(
                                start ->
                                        IntStream.range(0, RUN)
                                                .allMatch(
                                                        i ->
                                                                size(came, i)
                                                                        == size(
                                                                                sent,
                                                                                (start + i)
                                                                                        % count)))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new AssertionError(
                                                name
                                                        + ": packets of these sizes, in this"
                                                        + " order, are not in the clip: "
                                                        + came.packets().subList(0, RUN)));
        return came.packets().getFirst().dts() - sent.packets().get(first).dts();
    }

    private static int size(MediaFile.Track track, int index) {
        return track.packets().get(index).size();
    }
}

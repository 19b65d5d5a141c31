package io.multiconnection.peers;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static io.multiconnection.peers.Peer.TSHARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.HangLimit;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers behave as their fixtures document: each accepts what FFmpeg publishes and plays it back.
 */
class PeersIT {

    private static final Duration LIMIT = HangLimit.DURATION;

    @TempDir private Path folder;

    @Test
    @NeedsPeer({NGINX, TSHARK})
    void nginxRelaysReadableRtmp() {
        try (NginxRtmp nginx = NginxRtmp.start();
                Capture capture = Capture.start(nginx.port())) {
            assertRelays(nginx.url("live", "a"), nginx.url("live", "a"));

            capture.stop();
            assertThat(capture.messages()).anyMatch(line -> line.contains("publish('a')"));
            assertThat(capture.malformed()).isEmpty();
        }
    }

    @Test
    @NeedsPeer(NGINX)
    void nginxReportsAndDropsClients() {
        try (NginxRtmp nginx = NginxRtmp.start();
                Program publisher = Ffmpeg.publish(nginx.url("live", "a"), LIMIT)) {
            await().until(() -> nginx.stat().stream("live", "a").isPresent());
            NginxStat.Stream stream = nginx.stat().stream("live", "a").orElseThrow();
            assertThat(stream.publishers()).isEqualTo(1);
            assertThat(stream.players()).isZero();
            await().until(() -> nginx.stat().bytesIn() > 10_000);

            assertThat(nginx.drop("live", "a")).isEqualTo(1);
            assertThat(publisher.awaitEnd(LIMIT)).isNotZero();
            await().untilAsserted(
                            () ->
                                    assertThat(nginx.notifications())
                                            .extracting(it -> it.get("call"))
                                            .contains(
                                                    "connect",
                                                    "publish",
                                                    "publish_done",
                                                    "disconnect"));
        }
    }

    @Test
    @NeedsPeer(NGINX)
    void nginxRequiresKey() {
        try (NginxRtmp nginx = NginxRtmp.start()) {
            assertThatThrownBy(() -> Ffmpeg.publish(nginx.url("keyed", "a?key=guess"), LIMIT))
                    .isInstanceOf(IllegalStateException.class);
            assertRelays(nginx.url("keyed", "a?key=secret"), nginx.url("keyed", "a"));
        }
    }

    @Test
    @NeedsPeer(NGINX)
    void nginxRecords() {
        try (NginxRtmp nginx = NginxRtmp.start();
                Program publisher = Ffmpeg.publish(nginx.url("rec", "a"), Duration.ofSeconds(1))) {
            publisher.awaitSuccess(LIMIT);
            await().until(() -> nginx.stat().stream("rec", "a").isEmpty());
            assertClean(MediaFile.probe(nginx.recording("a")));
        }
    }

    @Test
    @NeedsPeer(NGINX)
    void restartsServerOnSamePort() throws IOException {
        try (NginxRtmp nginx = NginxRtmp.start()) {
            nginx.kill();
            assertThatThrownBy(() -> connect(nginx)).isInstanceOf(ConnectException.class);

            nginx.restart();
            connect(nginx).close();
        }
    }

    @Test
    @NeedsPeer(NGINX)
    void stalledServerAcceptsConnectionsWithoutResponse() throws IOException {
        try (NginxRtmp nginx = NginxRtmp.start()) {
            nginx.stall();
            try (Socket socket = connect(nginx)) {
                socket.getOutputStream().write(handshake());
                socket.setSoTimeout(100);
                assertThatThrownBy(() -> socket.getInputStream().read())
                        .isInstanceOf(SocketTimeoutException.class);

                nginx.resume();
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).isEqualTo(3);
            }
        }
    }

    @Test
    void red5Relays() {
        try (Red5 red5 = Red5.start()) {
            assertRelays(red5.url("live", "a"), red5.url("live", "a"));
        }
    }

    @Test
    @NeedsPeer(NPM)
    void nodeMediaServerRelaysWithAndWithoutTls() {
        try (NodeMediaServer server = NodeMediaServer.start()) {
            assertRelays(server.url("live", "a"), server.httpUrl("live", "a"));
            assertRelays(server.tlsUrl("live", "b"), server.tlsUrl("live", "b"));
        }
    }

    @Test
    void ffmpegAcceptsPublisher() {
        try (FfmpegServer server = FfmpegServer.start();
                Program publisher =
                        Ffmpeg.publish(server.url("app", "key"), Duration.ofSeconds(1))) {
            assertClean(server.awaitRecording(LIMIT));
            publisher.awaitSuccess(LIMIT);
        }
    }

    @Test
    void clipMatchesItsTags() {
        MediaFile clip = MediaFile.probe(Ffmpeg.clip());
        assertClean(clip);
        assertThat(clip.video().packets()).hasSize(250);
        assertThat(clip.video().keyframes()).isEqualTo(10);

        List<FlvTag> tags = FlvTag.ofClip();
        assertThat(tags.getFirst().type()).isEqualTo(18);
        // one more of each than frames: the codec configuration; H.264 also has an end of
        // sequence
        assertThat(tags)
                .filteredOn(tag -> tag.type() == 8)
                .hasSize(clip.audio().packets().size() + 1);
        assertThat(tags).filteredOn(tag -> tag.type() == 9).hasSize(252);
        assertThat(tags.getLast().timestamp()).isBetween(9_900, 10_000);
    }

    @Test
    @NeedsPeer({NGINX, TSHARK})
    void wiresharkReportsMalformedRtmp() throws IOException {
        try (NginxRtmp nginx = NginxRtmp.start();
                Capture capture = Capture.start(nginx.port());
                Socket socket = connect(nginx)) {
            socket.getOutputStream().write(handshake());
            // chunk stream 2, a Set Chunk Size of two bytes instead of four
            socket.getOutputStream().write(new byte[] {2, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 1});

            assertThat(capture.stop().malformed()).hasSize(1);
        }
    }

    private static Socket connect(RtmpServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /** C0, C1 and C2. */
    private static byte[] handshake() {
        byte[] bytes = new byte[1 + 1536 + 1536];
        bytes[0] = 3;
        return bytes;
    }

    private void assertRelays(String publishUrl, String playUrl) {
        Path played = folder.resolve("played.flv");
        // five keyframes per second: a joining player receives its first video frame soon after its
        // first audio frame
        try (Program _ = Ffmpeg.publish(publishUrl, LIMIT, "-g", "5");
                Program player = Ffmpeg.record(playUrl, played, Duration.ofSeconds(1))) {
            player.awaitSuccess(LIMIT);
        }
        assertClean(MediaFile.probe(played));
    }

    private static void assertClean(MediaFile file) {
        assertThat(file.errors()).isEmpty();
        assertThat(file.isClean()).isTrue();
        assertThat(file.video().codec()).isEqualTo("h264");
        assertThat(file.video().packets()).hasSizeGreaterThan(15);
        assertThat(file.audio().codec()).isEqualTo("aac");
        assertThat(file.audio().packets()).hasSizeGreaterThan(30);
        assertThat(file.audioDelay()).isBetween(-300L, 300L);
    }
}

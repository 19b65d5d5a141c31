package io.multiconnection.app;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.Red5;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The packaged gateway's own page in a real browser, with its encoders, live to two nginx-rtmp
 * servers, and calling, sharing objects and chatting on two Red5 servers. What the pages must show
 * is in {@code web/e2e}, run by Playwright; what the servers must have got is looked at here.
 */
@QuarkusIntegrationTest
@TestProfile(Anywhere.class)
@NeedsPeer({NGINX, CHROMIUM, NPM})
class StudioIT {

    private static final String STREAM = "studio-it";

    @TestHTTPResource("/")
    URI uri;

    @Test
    void studioPublishesToTwoServersAndUsesTwo() throws Exception {
        try (NginxRtmp nginx1 = NginxRtmp.start();
                NginxRtmp nginx2 = NginxRtmp.start();
                Red5 red5 = Red5.start();
                Red5 other = Red5.start()) {
            Map<String, String> environment =
                    Map.of(
                            "RTMP_DESTINATIONS",
                            nginx1.url("rec") + "," + nginx2.url("rec"),
                            "RTMP_CALLS",
                            red5.url("live") + "," + other.url("live"),
                            "RTMP_UNREACHABLE",
                            "rtmp://127.0.0.1:1/live",
                            "STREAM_KEY",
                            STREAM);
            try (PageSuite suite = PageSuite.start("studio", uri, environment)) {
                suite.awaitSuccess(Duration.ofMinutes(8));
            }
            assertSound(lastBroadcast(nginx1));
            assertSound(lastBroadcast(nginx2));
        }
    }

    /** What this server has recorded of the last broadcast it got. */
    private static MediaFile lastBroadcast(NginxRtmp nginx) {
        await().until(() -> nginx.stat().stream("rec", STREAM).isEmpty());
        return MediaFile.probe(nginx.recording(STREAM));
    }

    private static void assertSound(MediaFile file) {
        assertThat(file.errors()).isEmpty();
        assertThat(file.isClean()).isTrue();
        assertThat(file.video().codec()).isEqualTo("h264");
        assertThat(file.audio().codec()).isEqualTo("aac");
        assertThat(file.video().packets()).isNotEmpty();
        assertThat(file.audio().packets()).isNotEmpty();
    }
}

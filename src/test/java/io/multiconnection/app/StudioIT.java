package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.Red5;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Studio of the packaged gateway in a real browser: publishing to two nginx-rtmp servers; calls,
 * shared objects and chat on two Red5 servers. {@code web/e2e} checks the pages; this test checks
 * the servers.
 */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
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
            try (PlaywrightSuite suite = PlaywrightSuite.start("studio", uri, environment)) {
                suite.awaitSuccess();
            }
            assertSound(lastBroadcast(nginx1));
            assertSound(lastBroadcast(nginx2));
        }
    }

    /** Returns the server's recording of the last broadcast. */
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

package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.FaultProxy.Way;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Studio in a real browser, publishing through the packaged gateway while connections become slow:
 * first to the gateway, then from the gateway to a server. {@code web/e2e/adaptive.spec.ts} checks
 * that the bitrate falls and recovers; this test checks that servers recorded a complete stream.
 */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer({NGINX, CHROMIUM, NPM})
class AdaptiveIT {

    private static final String STREAM = "adaptive-it";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TestHTTPResource("/")
    URI uri;

    @Test
    void adaptsBitrateToSlowestConnection() throws Exception {
        try (NginxRtmp first = NginxRtmp.start();
                NginxRtmp second = NginxRtmp.start();
                NginxRtmp behind = NginxRtmp.start();
                FaultProxy proxy = FaultProxy.to(behind.port());
                PlaywrightSuite suite =
                        PlaywrightSuite.start(
                                "adaptive",
                                uri,
                                Map.of(
                                        "RTMP_DESTINATIONS",
                                        first.url("rec") + "," + second.url("rec"),
                                        "SLOW_SERVER",
                                        proxy.url("rec"),
                                        "STREAM_KEY",
                                        STREAM),
                                "e2e/adaptive.spec.ts")) {
            String slow = "limit the server to (\\d+) bytes per second";
            int bytesPerSecond = Integer.parseInt(suite.awaitSaid(slow, PATIENCE).group(1));
            proxy.slow(Way.TO_SERVER, bytesPerSecond);
            suite.awaitSaid("remove the limit of the server", PATIENCE);
            proxy.clear();
            suite.awaitSuccess();
            assertWhole(first);
            assertWhole(second);
            assertWhole(behind);
        }
    }

    /** Whether a server has recorded one stream of two tracks that can be decoded. */
    private static void assertWhole(NginxRtmp nginx) {
        await().until(() -> nginx.stat().stream("rec", STREAM).isEmpty());
        MediaFile file = MediaFile.probe(nginx.recording(STREAM));
        assertThat(file.errors()).isEmpty();
        assertThat(file.isClean()).isTrue();
        assertThat(file.video().packets()).isNotEmpty();
        assertThat(file.audio().packets()).isNotEmpty();
    }
}

package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.MediaFile;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.Ports;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Broadcast from the studio in a real browser whose connection to the packaged gateway is
 * interrupted. {@code web/e2e/outage.spec.ts} checks the page; this test checks the servers.
 */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer({NGINX, CHROMIUM, NPM})
class OutageIT {

    private static final String STREAM = "outage-it";
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    /** Bytes of a broadcast after some seconds. */
    private static final long SOME_BYTES = 200_000;

    @TestHTTPResource("/")
    URI uri;

    @Test
    void serversSeeOneStreamAcrossLostWebSocket() throws Exception {
        try (NginxRtmp nginx1 = NginxRtmp.start();
                NginxRtmp nginx2 = NginxRtmp.start();
                FaultProxy way = FaultProxy.to(uri.getPort())) {
            List<NginxRtmp> servers = List.of(nginx1, nginx2);
            Map<String, String> environment =
                    Map.of(
                            "OUTAGE",
                            "yes",
                            "RTMP_DESTINATIONS",
                            nginx1.url("rec") + "," + nginx2.url("rec"),
                            "STREAM_KEY",
                            STREAM);
            URI through = URI.create("http://127.0.0.1:" + way.port() + "/");
            try (PlaywrightSuite suite =
                    PlaywrightSuite.start("outage", through, environment, "outage.spec.ts")) {
                await().atMost(HangLimit.DURATION).until(() -> flows(suite, servers));
                interrupt(way, suite);
                suite.awaitSuccess();
            }
            servers.forEach(OutageIT::assertOneStream);
        }
    }

    private static boolean flows(PlaywrightSuite suite, List<NginxRtmp> servers) {
        suite.assertAlive();
        return servers.stream()
                .allMatch(
                        nginx ->
                                nginx.stat().stream("rec", STREAM)
                                        .filter(it -> it.bytesIn() > SOME_BYTES)
                                        .isPresent());
    }

    /** Blocks the connection until a while after the page has shown the outage. */
    private void interrupt(FaultProxy way, PlaywrightSuite suite) {
        way.leadTo(Ports.free());
        way.cut();
        suite.awaitSaid("the outage is seen", HangLimit.DURATION);
        CompletableFuture.delayedExecutor(OUTAGE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> way.leadTo(uri.getPort()));
    }

    private static void assertOneStream(NginxRtmp nginx) {
        await().until(() -> nginx.stat().stream("rec", STREAM).isEmpty());
        assertThat(nginx.notifications())
                .filteredOn(it -> STREAM.equals(it.get("name")))
                .extracting(it -> it.get("call"))
                .containsExactly("publish", "publish_done");
        MediaFile file = MediaFile.probe(nginx.recording(STREAM));
        assertThat(file.errors()).isEmpty();
        assertThat(file.isClean()).isTrue();
        assertThat(file.video().longestGap()).isGreaterThanOrEqualTo(OUTAGE.toMillis());
        assertThat(file.audio().longestGap()).isGreaterThanOrEqualTo(OUTAGE.toMillis() - 500);
    }
}

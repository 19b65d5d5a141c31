package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.Ports;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Fifty broadcasts from a browser through a load balancer to two packaged gateways, one of which is
 * terminated. {@code web/e2e/move.spec.ts} checks that none is interrupted and how long viewers
 * wait; this test checks the server.
 */
@NeedsPeer({NGINX, CHROMIUM, NPM})
class MoveIT {

    private static final int BROADCASTS = 50;
    private static final Duration SPREAD = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void movesBroadcastsToOtherGatewayDuringDrain() throws Exception {
        int pagesPort = Ports.free();
        Map<String, String> settings =
                Map.of(
                        "multiconnection.origins",
                        "http://localhost:" + pagesPort,
                        "multiconnection.drain.spread",
                        SPREAD.toString());
        try (NginxRtmp nginx = NginxRtmp.start();
                TerminableGateway first = TerminableGateway.start(settings);
                TerminableGateway second = TerminableGateway.start(settings);
                FaultProxy balancer = FaultProxy.to(first.port());
                PlaywrightSuite suite = suite(nginx, first, balancer, pagesPort)) {
            await().atMost(PATIENCE).until(() -> published(suite, nginx) == BROADCASTS);
            first.terminate();
            await().until(() -> first.health("ready") == 503);
            balancer.leadTo(second.port());
            first.awaitEnd(PATIENCE);
            assertThat(published(suite, nginx)).isEqualTo(BROADCASTS);
            suite.awaitSuccess();
            await().until(() -> nginx.stat().streams().isEmpty());
            for (int i = 0; i < BROADCASTS; i++) {
                assertMovedOnce(nginx, "move-" + i);
            }
        }
    }

    private static PlaywrightSuite suite(
            NginxRtmp nginx, TerminableGateway first, FaultProxy balancer, int pagesPort) {
        String broadcasts =
                """
                {"gateway": "ws://127.0.0.1:%d/v1", "going": "http://127.0.0.1:%d/", "server": "%s", "count": %d}
                """
                        .formatted(balancer.port(), first.port(), nginx.url("live"), BROADCASTS);
        return PlaywrightSuite.start(
                "move",
                URI.create("http://127.0.0.1:" + balancer.port() + "/"),
                Map.of("BROADCASTS", broadcasts, "PAGES_PORT", Integer.toString(pagesPort)),
                "move.spec.ts");
    }

    private static long published(PlaywrightSuite suite, NginxRtmp nginx) {
        suite.assertAlive();
        return nginx.stat().streams().stream()
                .filter(it -> it.application().equals("live") && it.publishers() == 1)
                .count();
    }

    private static void assertMovedOnce(NginxRtmp nginx, String stream) {
        assertThat(nginx.notifications())
                .filteredOn(it -> stream.equals(it.get("name")))
                .extracting(it -> it.get("call"))
                .containsExactly("publish", "publish_done", "publish", "publish_done");
    }
}

package io.multiconnection.app;

import static io.multiconnection.peers.Peer.CHROMIUM;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.NPM;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.NodeMediaServer;
import io.multiconnection.peers.Red5;
import io.multiconnection.peers.RtmpServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Watch page in a real browser: plays from a server of each kind while servers are killed. {@code
 * web/e2e/failover.spec.ts} checks decoded media and reported gaps.
 */
@QuarkusIntegrationTest
@TestProfile(PackagedGatewayProfile.class)
@NeedsPeer({NGINX, CHROMIUM, NPM})
class WatchIT {

    @TestHTTPResource("/")
    URI uri;

    @TestHTTPResource("/v1")
    URI endpoint;

    @Test
    void continuesOnNextServerAfterOneIsKilled() throws Exception {
        try (NginxRtmp nginx = NginxRtmp.start();
                Red5 red5 = Red5.start();
                NodeMediaServer nms = NodeMediaServer.start();
                NginxRtmp last = NginxRtmp.start();
                TestClient publisher = TestClient.open(endpoint)) {
            List<RtmpServer> servers = List.of(nginx, red5, nms, last);
            publish(publisher, servers);
            try (ClipBroadcast _ = new ClipBroadcast(publisher, 1);
                    PlaywrightSuite suite =
                            PlaywrightSuite.start(
                                    "watch",
                                    uri,
                                    Map.of("FAILOVER_CHAIN", chain(servers)),
                                    "failover.spec.ts")) {
                suite.awaitSuccess();
            }
        }
    }

    /** Asserts that the player continues. */
    private static void publish(TestClient publisher, List<RtmpServer> servers) {
        String urls =
                servers.stream()
                        .map(server -> "'" + server.url("live") + "'")
                        .collect(Collectors.joining(","));
        publisher.send("{'id':1,'type':'connect','timeout':20000,'servers':[" + urls + "]}");
        publisher.send("{'id':2,'type':'createStream'}");
        publisher.send("{'id':3,'type':'publish','stream':1,'name':'show','timeout':20000}");
        assertThat(publisher.answer(3).path("type").textValue()).isEqualTo("result");
    }

    private static String chain(List<RtmpServer> servers) {
        return servers.stream()
                .map(
                        server ->
                                "{\"url\":\"%s\",\"pid\":%d}"
                                        .formatted(server.url("live"), server.pid()))
                .collect(Collectors.joining(",", "[\"show\",[", "]]"));
    }
}

package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.peers.Peer.NGINX;
import static io.multiconnection.peers.Peer.PROMETHEUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.docs.MonitoringFiles;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.NginxRtmp;
import io.multiconnection.peers.Ports;
import io.multiconnection.peers.Prometheus;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Dashboards with a packaged gateway under load: broadcasts to nginx-rtmp, to a second server and
 * to one that is down, and a viewer. Their queries are evaluated by Prometheus.
 */
@NeedsPeer({NGINX, PROMETHEUS})
class DashboardsIT {

    private static final int BROADCASTS = 4;

    /** Time over which rates are taken; a scrape takes place each second. */
    private static final String INTERVAL = "5s";

    private final Map<String, List<String>> panels = MonitoringFiles.panels(INTERVAL);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final NginxRtmp nginx = opened(NginxRtmp.start());
    private final Origin origin = opened(Origin.start(OriginOptions.DEFAULT));
    private final List<String> servers =
            List.of(
                    nginx.url("live"),
                    origin.url("live"),
                    "rtmp://127.0.0.1:%d/live".formatted(Ports.free())); // down
    private final List<String> destinations =
            servers.stream().map(url -> URI.create(url).getAuthority() + "/live").toList();
    private final TerminableGateway gateway =
            opened(
                    TerminableGateway.start(
                            Map.of(
                                    "multiconnection.allow.destinations",
                                    String.join(",", destinations))));
    private final Prometheus prometheus =
            opened(Prometheus.start(gateway.management("/q/metrics"), MonitoringFiles.rules()));

    private long bytesPerSecond;

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @BeforeEach
    void load() {
        for (int i = 0; i < BROADCASTS; i++) {
            TestClient client = opened(gateway.open());
            client.send(
                    "{'id':1,'type':'connect','require':'any','servers':['%s','%s','%s']}"
                            .formatted(servers.toArray()));
            client.send("{'id':2,'type':'createStream'}");
            client.send(
                    "{'id':3,'type':'publish','stream':1,'require':'any','name':'show%d'}"
                            .formatted(i));
            assertThat(client.answer(3).path("type").asText()).isEqualTo("result");
            bytesPerSecond = opened(new ClipBroadcast(client, 1)).bytesPerSecond();
        }
        TestClient viewer = opened(gateway.open());
        viewer.send("{'id':1,'type':'connect','servers':['%s']}".formatted(nginx.url("live")));
        viewer.send("{'id':2,'type':'createStream'}");
        viewer.send("{'id':3,'type':'play','stream':1,'name':'show0','timeout':20000}");
        assertThat(viewer.answer(3).path("type").asText()).isEqualTo("result");
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void panelsShowLoad() {
        String toNginx = destinations.get(0);
        String toOrigin = destinations.get(1);
        String toDown = destinations.get(2);
        double sent = BROADCASTS * (double) bytesPerSecond;

        await().untilAsserted(
                        () -> {
                            assertThat(value("Sessions", "")).isEqualTo(BROADCASTS + 1);
                            assertThat(value("Servers by state", "Live"))
                                    .isEqualTo(2 * BROADCASTS + 1); // and the viewer's
                            assertThat(value("Viewers and relays", "")).isOne();
                            assertThat(value("Media to servers", toNginx))
                                    .isCloseTo(sent, within(sent / 2));
                            assertThat(value("Media to servers", toOrigin))
                                    .isCloseTo(sent, within(sent / 2));
                            assertThat(value("Media to viewers", ""))
                                    .isCloseTo(sent / BROADCASTS, within(sent / BROADCASTS / 2));
                            assertThat(value("Messages sent", toNginx)).isPositive();
                            assertThat(value("Added latency, 50th and 99th percentile", toNginx))
                                    .isPositive();
                            assertThat(value("Failures by cause", toDown)).isPositive();
                            assertThat(value("Servers that are not live", toDown)).isPositive();
                            assertThat(value("Load of the scarcest resource", "")).isPositive();
                            assertThat(value("Heap", "")).isPositive();
                            assertThat(value("Processor use", "")).isPositive();
                        });
    }

    /**
     * Returns the sum of what a panel's first query results in now: of the series of which a label
     * has a value, or of all if that is empty.
     */
    private double value(String panel, String label) {
        JsonNode result = prometheus.query(panels.get(panel).getFirst());
        return StreamSupport.stream(result.spliterator(), false)
                .filter(
                        series ->
                                label.isEmpty()
                                        || series.path("metric")
                                                .valueStream()
                                                .anyMatch(it -> it.asText().contains(label)))
                .mapToDouble(series -> Double.parseDouble(series.path("value").path(1).asText()))
                .sum();
    }
}

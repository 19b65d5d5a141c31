package io.multiconnection.docs;

import static io.multiconnection.peers.Peer.PROMETHEUS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.HangLimit;
import io.multiconnection.peers.NeedsPeer;
import io.multiconnection.peers.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alert rules and queries of the dashboards, as Prometheus reads them. */
class MonitoringRulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    @Test
    @NeedsPeer(PROMETHEUS)
    void prometheusAcceptsAlertRules() throws IOException {
        check(JSON.writeValueAsString(MonitoringFiles.rules()));
    }

    @Test
    @NeedsPeer(PROMETHEUS)
    void prometheusAcceptsQueries() throws IOException {
        List<String> queries = MonitoringFiles.queries();
        List<Map<String, String>> rules =
                IntStream.range(0, queries.size())
                        .mapToObj(i -> Map.of("record", "query_" + i, "expr", queries.get(i)))
                        .toList();
        check(
                JSON.writeValueAsString(
                        Map.of("groups", List.of(Map.of("name", "queries", "rules", rules)))));
    }

    private void check(String rules) throws IOException {
        Path file = folder.resolve("rules.yaml");
        Files.writeString(file, rules);
        try (Program promtool =
                Program.start(
                        folder, Map.of(), List.of("promtool", "check", "rules", file.toString()))) {
            promtool.awaitSuccess(HangLimit.DURATION);
        }
    }

    @Test
    void findsMetricsAndLabelsOfQuery() {
        String query =
                "histogram_quantile(0.99, sum by (a, le) (rate(x_bucket{b=~\"$c\",d!=\"e\"}[5m])))"
                        + " / y > 0.5";
        assertThat(MonitoringFiles.metrics(query)).isEqualTo(Set.of("x_bucket", "y"));
        assertThat(MonitoringFiles.labels(query)).isEqualTo(Set.of("a", "le", "b", "d"));
    }
}

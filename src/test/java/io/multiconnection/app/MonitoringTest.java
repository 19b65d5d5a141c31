package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.docs.MetricsPage;
import io.multiconnection.docs.MonitoringFiles;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Metrics and labels of alert rules and dashboards, compared with those that the gateway serves.
 */
@QuarkusTest
class MonitoringTest {

    /** Labels that Prometheus adds, and that of the buckets of histograms. */
    private static final Set<String> ADDED = Set.of("instance", "le");

    @Inject AllMetrics all;

    @Test
    void queriesUseExistingMetricsAndLabels() {
        all.register();
        MetricsPage page = MetricsPage.parse(Management.metrics(), "");
        List<String> queries = MonitoringFiles.queries();
        assertThat(queries).hasSizeGreaterThan(30);
        assertThat(queries)
                .allSatisfy(
                        query -> {
                            Set<String> metrics = MonitoringFiles.metrics(query);
                            assertThat(metrics).isNotEmpty();
                            assertThat(page.series()).containsAll(metrics);
                            Set<String> labels = new HashSet<>(MonitoringFiles.labels(query));
                            labels.removeAll(ADDED);
                            assertThat(metrics)
                                    .allSatisfy(
                                            metric ->
                                                    assertThat(page.labels(metric))
                                                            .containsAll(labels));
                        });
    }
}

package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.docs.MetricsPage;
import io.multiconnection.docs.MetricsPage.Metric;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics of docs/metrics.md, compared with those that the gateway serves. */
@QuarkusTest
class MetricsDocTest {

    /** Name, type, labels and meaning. */
    private static final Pattern ROW =
            Pattern.compile(
                    "^\\| `(multiconnection_\\w+)` \\| (\\w+) \\| ([^|]*) \\| [^|]+ \\|$",
                    Pattern.MULTILINE);

    @Inject AllMetrics all;

    @Test
    void documentListsEveryMetricWithTypeAndLabels() throws IOException {
        all.register();
        Map<String, Metric> documented = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/metrics.md")))
                .results()
                .forEach(
                        row ->
                                documented.put(
                                        row.group(1),
                                        new Metric(row.group(2), labels(row.group(3)))));
        assertThat(documented)
                .isEqualTo(MetricsPage.parse(Management.metrics(), "multiconnection_").metrics());
    }

    private static Set<String> labels(String cell) {
        return Arrays.stream(cell.split(",", -1))
                .map(label -> label.strip().replace("`", ""))
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

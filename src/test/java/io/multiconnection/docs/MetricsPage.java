package io.multiconnection.docs;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Metrics of a page in Prometheus's text format whose names begin with a prefix.
 *
 * @param metrics type and labels by name, without the series that histograms consist of
 * @param labels labels of each series, except {@code le}, by its name in queries
 */
public record MetricsPage(Map<String, Metric> metrics, Map<String, Set<String>> labels) {

    /** Type of a metric, and the labels of its series, except {@code le}. */
    public record Metric(String type, Set<String> labels) {}

    private static final Pattern TYPE =
            Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern SERIES =
            Pattern.compile("^([a-z]\\w*)(?:\\{(.*)})? \\S+", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    /** Parses a page. Each histogram and summary has a gauge {@code _max}, which is left out. */
    public static MetricsPage parse(String page, String prefix) {
        Map<String, String> types = new HashMap<>();
        TYPE.matcher(page)
                .results()
                .forEach(type -> types.put(nameOf(type.group(1), type.group(2)), type.group(2)));
        Map<String, Set<String>> labels = new HashMap<>();
        for (MatchResult series : SERIES.matcher(page).results().toList()) {
            labels.computeIfAbsent(series.group(1), _ -> new TreeSet<>())
                    .addAll(labelsIn(series.group(2)));
        }
        Map<String, Metric> metrics = new TreeMap<>();
        types.forEach(
                (name, type) -> {
                    boolean isMax = types.containsKey(name.replaceFirst("_max$", ""));
                    if (name.startsWith(prefix) && !(name.endsWith("_max") && isMax)) {
                        metrics.put(name, new Metric(type, labelsOf(name, labels)));
                    }
                });
        return new MetricsPage(metrics, labels);
    }

    /** Returns the names of all series, as queries use them. */
    public Set<String> series() {
        return labels.keySet();
    }

    /** Returns the labels of a series. */
    public Set<String> labels(String name) {
        return labels.getOrDefault(name, Set.of());
    }

    private static Set<String> labelsIn(String text) {
        Matcher labels = LABEL.matcher(text == null ? "" : text);
        return labels.results()
                .map(label -> label.group(1))
                .filter(label -> !label.equals("le"))
                .collect(Collectors.toSet());
    }

    /** The series of a counter have a suffix, which OpenMetrics leaves out of its type. */
    private static String nameOf(String name, String type) {
        return type.equals("counter") && !name.endsWith("_total") ? name + "_total" : name;
    }

    private static Set<String> labelsOf(String name, Map<String, Set<String>> labels) {
        return labels.getOrDefault(name, labels.getOrDefault(name + "_count", Set.of()));
    }
}

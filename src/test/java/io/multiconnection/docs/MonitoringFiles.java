package io.multiconnection.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Alert rules and dashboards of {@code k8s/components/monitoring}. */
public final class MonitoringFiles {

    private static final Path FOLDER = Path.of("k8s/components/monitoring");
    private static final YAMLMapper YAML = new YAMLMapper(); // JSON is YAML

    /** Parts of a query that name no metric: strings, selectors, ranges, groupings, functions. */
    private static final Pattern NO_METRIC =
            Pattern.compile(
                    "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)|\\b(sum|min|max|avg|count)\\b|\\w+\\s*(?=\\()|\\b[\\d.]+\\b");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");
    private static final Pattern SELECTED = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");
    private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");

    private MonitoringFiles() {}

    /** Returns the file of rules, as Prometheus reads it. */
    public static JsonNode rules() {
        return read("prometheusrule.yaml").path("spec");
    }

    /** Returns the queries of the alert rules and of all panels. */
    public static List<String> queries() {
        return Stream.concat(rules().findValuesAsText("expr").stream(), panelQueries().stream())
                .toList();
    }

    /** Returns the queries of all panels, for all gateways and destinations. */
    public static List<String> panelQueries() {
        return panels("1m").values().stream().flatMap(List::stream).toList();
    }

    /**
     * Returns the queries of each panel by its title, for all gateways and destinations.
     *
     * @param interval time over which rates are taken
     */
    public static Map<String, List<String>> panels(String interval) {
        return Stream.of("capacity.json", "troubleshooting.json")
                .flatMap(file -> read(file).path("panels").valueStream())
                .collect(
                        Collectors.toMap(
                                panel -> panel.path("title").asText(),
                                panel ->
                                        panel.findValuesAsText("expr").stream()
                                                .map(query -> filledIn(query, interval))
                                                .toList()));
    }

    private static String filledIn(String query, String interval) {
        return query.replace("$__rate_interval", interval)
                .replaceAll("\\$(instance|destination)", ".*");
    }

    /** Returns the names of the metrics in a query. */
    public static Set<String> metrics(String query) {
        return NAME.matcher(NO_METRIC.matcher(query).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** Returns the labels that a query selects or groups by. */
    public static Set<String> labels(String query) {
        return Stream.concat(
                        SELECTED.matcher(query).results().map(label -> label.group(1)),
                        GROUPED.matcher(query)
                                .results()
                                .flatMap(group -> Stream.of(group.group(1).split(",", -1))))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    private static JsonNode read(String file) {
        try {
            return YAML.readTree(FOLDER.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

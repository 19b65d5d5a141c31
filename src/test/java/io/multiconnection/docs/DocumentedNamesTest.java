package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Configuration keys, environment variables and metrics that documents name, compared with the
 * references of all of them.
 */
class DocumentedNamesTest {

    /** Names of earlier versions, too. */
    private static final Path CHANGELOG = Path.of("CHANGELOG.md");

    private static final String SUBPROTOCOL = "multiconnection.v1";

    private static final Pattern KEY =
            Pattern.compile(
                    "(?<![\\w./-])multiconnection"
                            + "(?:\\.(?:<name>|\"[^\"]+\"|[\\w-]+|\\*)|\\[(?:n|\\d+)])+");
    private static final Pattern VARIABLE = Pattern.compile("\\bMULTICONNECTION_\\w+\\*?");
    private static final Pattern METRIC = Pattern.compile("\\bmulticonnection_\\w+\\*?");

    private static final Pattern REFERENCE =
            Pattern.compile("^\\| `(multiconnection[^`]+)`<br>`(\\w+)`", Pattern.MULTILINE);
    private static final Pattern METRIC_ROW =
            Pattern.compile("^\\| `(multiconnection_\\w+)` \\|", Pattern.MULTILINE);

    private final Names keys = names("docs/configuration.md", REFERENCE, 1);
    private final Names variables = names("docs/configuration.md", REFERENCE, 2);
    private final Names metrics = names("docs/metrics.md", METRIC_ROW, 1);

    /** Names of a reference. Placeholders in them match any name or number. */
    private record Names(Set<String> all) {

        /** Whether this is a name, or a group of names: {@code multiconnection.limits.*}. */
        boolean has(String name) {
            String group = name.replaceAll("[._]?\\*$", "");
            return all.stream()
                    .anyMatch(it -> pattern(it).matcher(name).matches() || isIn(group, it));
        }

        private static boolean isIn(String group, String name) {
            return name.startsWith(group + ".") || name.startsWith(group + "_");
        }

        /** A list may also be written by its elements, and a histogram has several names. */
        private static Pattern pattern(String name) {
            return Pattern.compile(
                    Pattern.quote(name)
                                    .replace("<name>", "\\E(?:<name>|\"[^\"]+\"|[\\w-]+)\\Q")
                                    .replace("[n]", "\\E\\[(?:n|\\d+)]\\Q")
                                    .replace("_NAME_", "\\E_\\w+_\\Q")
                                    .replace("_N__", "\\E_(?:N|\\d+)__\\Q")
                            + "(?:\\[(?:n|\\d+)]|_bucket|_count|_sum|_max)?");
        }
    }

    @Test
    void readsTheReferences() {
        assertThat(keys.all()).hasSizeGreaterThan(80);
        assertThat(variables.all()).hasSameSizeAs(keys.all());
        assertThat(metrics.all()).hasSizeGreaterThan(30);
    }

    @TestFactory
    List<DynamicTest> everyNameIsKnown() {
        return Documents.all().stream()
                .filter(document -> !document.equals(CHANGELOG))
                .map(
                        document ->
                                DynamicTest.dynamicTest(
                                        document.toString(),
                                        () -> assertThat(unknown(read(document))).isEmpty()))
                .toList();
    }

    @Test
    void reportsUnknownNames() {
        assertThat(
                        unknown(
                                """
                                `multiconnection.limits.sesions`, `multiconnection.limits.sessions`.
                                `multiconnection.limits.*` `multiconnection.limit.*` `multiconnection.peers`
                                multiconnection.pools.main.servers[0].kye=a
                                multiconnection.pools.main.servers[0].key=a
                                multiconnection.pools.<name>.servers[n].url and multiconnection.hosts[0]
                                `multiconnection.v1`, io.multiconnection.app, /opt/multiconnection.x
                                MULTICONNECTION_POOLS_MAIN_SERVERS_0__URL: a
                                MULTICONNECTION_POOLS_MAIN_SERVERS_0_URL: a
                                MULTICONNECTION_HOST MULTICONNECTION_HOSTS MULTICONNECTION_IDENTITY_*
                                multiconnection_sessions multiconnection_sesions
                                multiconnection_ack_delay_seconds_bucket
                                """))
                .containsExactly(
                        "multiconnection.limits.sesions",
                        "multiconnection.limit.*",
                        "multiconnection.pools.main.servers[0].kye",
                        "MULTICONNECTION_POOLS_MAIN_SERVERS_0_URL",
                        "MULTICONNECTION_HOST",
                        "multiconnection_sesions");
    }

    private List<String> unknown(String text) {
        List<String> unknown = new ArrayList<>();
        collect(KEY, text, keys, unknown);
        collect(VARIABLE, text, variables, unknown);
        collect(METRIC, text, metrics, unknown);
        return unknown;
    }

    private static void collect(Pattern form, String text, Names known, List<String> unknown) {
        form.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(name -> !name.equals(SUBPROTOCOL) && !known.has(name))
                .forEach(unknown::add);
    }

    private static Names names(String reference, Pattern row, int group) {
        return new Names(
                row.matcher(read(Path.of(reference)))
                        .results()
                        .map(it -> it.group(group))
                        .collect(Collectors.toSet()));
    }

    private static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

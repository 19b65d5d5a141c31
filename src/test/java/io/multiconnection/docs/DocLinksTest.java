package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Links and paths in every Markdown file of the repository: each file, each anchor and each line
 * that a document refers to exists.
 */
class DocLinksTest {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*|//.*");
    private static final Pattern LINES = Pattern.compile("L(\\d+)(?:-L(\\d+))?");

    /** Code spans that are paths from the root of the repository, without placeholders. */
    private static final Pattern REPOSITORY_PATH =
            Pattern.compile("(?:src|web|docs|k8s|\\.ci)/[\\w./-]*\\w|[A-Z-]+\\.md");

    @Test
    void findsTheDocuments() throws IOException {
        assertThat(Documents.all())
                .map(Path::toString)
                .contains("README.md", "PROTOCOL.md", "web/README.md", "k8s/README.md")
                .hasSizeGreaterThan(25);
    }

    @TestFactory
    List<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : Documents.all()) {
            MarkdownFile text = MarkdownFile.read(document);
            tests.add(
                    DynamicTest.dynamicTest(
                            document.toString(), () -> assertThat(dead(document, text)).isEmpty()));
        }
        return tests;
    }

    @Test
    void reportsEachKindOfDeadLink() {
        MarkdownFile text =
                MarkdownFile.parse(
                        """
                        # Here
                        [1](#there) [2](none.md) [3](README.md#none) [4](NOTICE#L9999) [5](../x)
                        [6](#here) [7](README.md) [8](docs/adr) [9](https://a.example/#b) [10](NOTICE#L1)
                        [11](/README.md) `src/none.txt` `src/main` `src/<any>` `a/b` `NONE.md`
                        """);
        assertThat(dead(Path.of("ANY.md"), text))
                .containsExactly(
                        "no anchor #there in ANY.md",
                        "no file none.md",
                        "no anchor #none in README.md",
                        "no line #L9999 in NOTICE",
                        "../x is outside of the repository",
                        "no file src/none.txt",
                        "no file NONE.md");
    }

    @Test
    void namesDecisionsAfterTheirTitles() throws IOException {
        for (Path document : Documents.all()) {
            if (document.startsWith("docs/adr")) {
                assertThat(document.getFileName())
                        .hasToString(MarkdownFile.read(document).slugs().getFirst() + ".md");
            }
        }
    }

    private static List<String> dead(Path document, MarkdownFile text) {
        List<String> dead = new ArrayList<>();
        for (String link : text.links()) {
            if (!SCHEME.matcher(link).matches()) {
                check(document, text, link, dead);
            }
        }
        for (String span : text.codeSpans()) {
            if (REPOSITORY_PATH.matcher(span).matches() && !exists(document, span)) {
                dead.add("no file " + span);
            }
        }
        return dead;
    }

    /** A path in a code span starts at the root, or at the folder of its document. */
    private static boolean exists(Path document, String span) {
        return Files.exists(ROOT.resolve(span))
                || Files.exists(ROOT.resolve(document).resolveSibling(span));
    }

    private static void check(Path document, MarkdownFile text, String link, List<String> dead) {
        int hash = link.indexOf('#');
        String path = decoded(hash < 0 ? link : link.substring(0, hash));
        String anchor = hash < 0 ? "" : decoded(link.substring(hash + 1));
        Path from = ROOT.resolve(document);
        Path file =
                path.isEmpty()
                        ? from
                        : path.startsWith("/")
                                ? ROOT.resolve(path.substring(1)).normalize()
                                : from.resolveSibling(path).normalize();
        if (!file.startsWith(ROOT)) {
            dead.add(path + " is outside of the repository");
        } else if (!path.isEmpty() && !Files.exists(file)) {
            dead.add("no file " + path);
        } else if (path.isEmpty()) {
            checkAnchor(from, text, anchor, dead);
        } else if (file.toString().endsWith(".md")) {
            checkAnchor(file, MarkdownFile.read(file), anchor, dead);
        } else if (!anchor.isEmpty() && !hasLines(file, anchor)) {
            dead.add("no line #%s in %s".formatted(anchor, ROOT.relativize(file)));
        }
    }

    private static void checkAnchor(
            Path file, MarkdownFile text, String anchor, List<String> dead) {
        if (!anchor.isEmpty() && !text.anchors().contains(anchor)) {
            dead.add("no anchor #%s in %s".formatted(anchor, ROOT.relativize(file)));
        }
    }

    private static boolean hasLines(Path file, String anchor) {
        var lines = LINES.matcher(anchor);
        if (!lines.matches() || !Files.isRegularFile(file)) {
            return false;
        }
        String last = lines.group(2) == null ? lines.group(1) : lines.group(2);
        try (var all = Files.lines(file)) {
            return Long.parseLong(last) <= all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

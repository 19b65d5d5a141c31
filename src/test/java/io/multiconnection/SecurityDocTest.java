package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Threat model, compared with existing tests and limits. */
class SecurityDocTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern LIMIT = Pattern.compile("`multiconnection\\.limits\\.([a-z-]+)`");

    @Test
    void namesExistingTests() throws IOException {
        assertThat(found(TEST, "SECURITY.md")).hasSizeGreaterThan(30).isSubsetOf(testClasses());
        assertThat(found(TEST, "docs/explanation/threat-model.md"))
                .hasSizeGreaterThan(20)
                .isSubsetOf(testClasses());
    }

    @Test
    void coversEveryConfiguredLimit() throws IOException {
        String security = Files.readString(Path.of("SECURITY.md"));

        assertThat(found(LIMIT, "docs/configuration.md"))
                .hasSizeGreaterThan(25)
                .allSatisfy(limit -> assertThat(security).contains("`" + limit + "`"));
    }

    private static Set<String> found(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(Path.of(file)))
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}

package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Openings of Javadoc summaries: noun phrases or third-person verbs, never these words. */
class JavadocTest {

    private static final Pattern OPENING =
            Pattern.compile(
                    "/\\*\\*[\\s*]*((?:What|Who|Whom|Whose|Whoever|It|That|Those|Of"
                            + "|From now on|One that|The same|Likewise)\\b[^\\n]*)");

    private static final int MAX_LINES = 400;

    @Test
    void summariesOpenWithNounOrVerb() throws IOException {
        assertThat(sources().flatMap(JavadocTest::openings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/" + "** What a class is. */",
                "/" + "**\n     * From now on outages are repaired.",
                "/" + "** It is closed. */"
            })
    void findsForbiddenOpening(String comment) {
        assertThat(OPENING.matcher(comment).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/** Whatever. */", "/** Items of a list. */", "/** Offer. */"})
    void acceptsOtherOpening(String comment) {
        assertThat(OPENING.matcher(comment).find()).isFalse();
    }

    @Test
    void filesHaveFourHundredLinesAtMost() throws IOException {
        assertThat(sources().filter(file -> read(file).lines().count() > MAX_LINES)).isEmpty();
    }

    private static Stream<String> openings(Path file) {
        return OPENING.matcher(read(file))
                .results()
                .map(MatchResult::group)
                .map(opening -> file + ": " + opening.replaceAll("\\s+", " "));
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.docs.DocumentSteps.Log;
import io.multiconnection.docs.DocumentSteps.Open;
import io.multiconnection.docs.DocumentSteps.Run;
import io.multiconnection.docs.DocumentSteps.Start;
import io.multiconnection.docs.DocumentSteps.WriteFile;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Marks of executed blocks, and the comparison of outputs. */
class DocumentStepsTest {

    @Test
    void readsMarkedBlocksInOrder() {
        MarkdownFile document =
                MarkdownFile.parse(
                        """
                        # A
                        ```sh
                        not run
                        ```
                        ```properties file=config/a.properties
                        a=1
                        ```
                        ```sh start=8080
                        server
                        ```
                        ```text log
                        ready
                        ```
                        ```sh run
                        one
                        ```
                        ```text output
                        1
                        ```
                        ```sh run
                        two
                        ```
                        ```text console=http://localhost:8000/
                        three
                        ```
                        """);

        assertThat(DocumentSteps.of(document))
                .containsExactly(
                        new WriteFile(Path.of("config/a.properties"), "a=1\n"),
                        new Start("server\n", "8080"),
                        new Log("ready\n"),
                        new Run("one\n", Optional.of("1\n")),
                        new Run("two\n", Optional.empty()),
                        new Open("http://localhost:8000/", "three\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "test=x", "run now", "output", "8080"})
    void rejectsUnknownOrMisplacedMarks(String attribute) {
        MarkdownFile document = MarkdownFile.parse("# A\n```sh " + attribute + "\na\n```\n");

        assertThatThrownBy(() -> DocumentSteps.of(document))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("under \"A\"");
    }

    @ParameterizedTest
    @CsvSource({
        "a|b, a|b, true",
        "a|b, a |b  , true",
        "a|b, a|b|c, false",
        "a|b, a, false",
        "a…c, abc, true",
        "a…c, a|c, false",
        "a|…|c, a|b|b|c, true",
        "a|…|c, a|c, true",
        "a|…|c, a|b|d, false",
        "(a.b), (a.b), true",
        "(a.b), (axb), false",
    })
    void comparesOutputs(String expected, String actual, boolean equal) {
        assertThat(DocumentSteps.matches(lines(expected), lines(actual))).isEqualTo(equal);
    }

    @ParameterizedTest
    @CsvSource({
        "a|b, a|b, true",
        "a|b, x|a|y|b|z, true",
        "a|b, b|a, false",
        "a|b, xa|b, false",
        "a…|b, ax|y|b, true",
    })
    void findsLinesInOrder(String expected, String actual, boolean found) {
        assertThat(DocumentSteps.contains(lines(expected), lines(actual))).isEqualTo(found);
    }

    private static String lines(String text) {
        return text.replace('|', '\n') + "\n";
    }
}

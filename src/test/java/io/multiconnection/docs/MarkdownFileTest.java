package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.docs.MarkdownFile.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownFileTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "connect, connect",
                "3. Requests and responses, 3-requests-and-responses",
                "addServer, addserver",
                "server (event), server-event",
                "0016: Servers' words — a rule?, 0016-servers-words--a-rule",
                "`GET /api/rooms`, get-apirooms",
                "A [link](x.md) and *stress*, a-link-and-stress",
                "snake_case - dash, snake_case---dash",
                "Ä ö 日本, ä-ö-日本",
                "closed ##, closed",
            })
    void slugsFollowTheRuleOfGitHub(String heading, String slug) {
        assertThat(MarkdownFile.parse("## " + heading + "\n").slugs()).containsExactly(slug);
    }

    @Test
    void numbersRepeatedHeadings() {
        assertThat(MarkdownFile.parse("# call\n# call-1\n# call\n# Call\n").slugs())
                .containsExactly("call", "call-1", "call-2", "call-3");
    }

    @Test
    void findsAnchorsInHtml() {
        assertThat(MarkdownFile.parse("<a id=\"here\"></a>\n\n# There\n").anchors())
                .containsExactly("here", "there");
    }

    @Test
    void findsLinksOutsideOfCode() {
        MarkdownFile file =
                MarkdownFile.parse(
                        """
                        [a](a.md#x), ![b](b.png "title"), `[c](c.md)`, <img src="d.png">
                        two on a [line](e.md) and ``a ` [f](f.md)``, [over
                        lines](g.md)

                        [reference]: h.md
                        ```text
                        [i](i.md)
                        # no heading
                        ```
                        """);
        assertThat(file.links())
                .containsExactlyInAnyOrder("a.md#x", "b.png", "d.png", "e.md", "g.md", "h.md");
        assertThat(file.codeSpans()).containsExactly("[c](c.md)", "a ` [f](f.md)");
        assertThat(file.slugs()).isEmpty();
    }

    @Test
    void findsBlocksUnderTheirHeadings() {
        MarkdownFile file =
                MarkdownFile.parse("# A\n```ts\n1\n```\n## B\n```jsonc\n2\n```\n~~~ts\n```\n~~~\n");
        assertThat(file.blocks("ts"))
                .containsExactly(
                        new Block("A", "ts", "", "1\n"), new Block("B", "ts", "", "```\n"));
        assertThat(file.blocks("jsonc")).containsExactly(new Block("B", "jsonc", "", "2\n"));
    }

    @Test
    void rejectsBlockWithoutEnd() {
        assertThatThrownBy(() -> MarkdownFile.parse("# A\n```ts\n1\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"A\"");
    }
}

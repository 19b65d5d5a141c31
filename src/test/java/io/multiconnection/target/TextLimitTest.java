package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextLimitTest {

    @Test
    void keepsShortText() {
        String text = "x".repeat(TextLimit.MAX_CHARS);
        assertThat(TextLimit.shortened(text)).isEqualTo(text);
    }

    @Test
    void cutsLongTextWithEllipsis() {
        assertThat(TextLimit.shortened("x".repeat(1 << 20)))
                .isEqualTo("x".repeat(TextLimit.MAX_CHARS - 1) + "…");
    }

    @Test
    void cutsNoSurrogatePair() {
        String cut = TextLimit.shortened("x" + "😀".repeat(1000));
        assertThat(cut).hasSize(TextLimit.MAX_CHARS).endsWith("😀…");
        assertThat(TextLimit.shortened("😀".repeat(1000)))
                .hasSize(TextLimit.MAX_CHARS - 1)
                .endsWith("😀…");
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void keepsATextThatIsShortEnough() {
        String text = "x".repeat(Words.MAX_CHARS);
        assertThat(Words.shortened(text)).isEqualTo(text);
    }

    @Test
    void cutsALongOneAndSaysSo() {
        assertThat(Words.shortened("x".repeat(1 << 20)))
                .isEqualTo("x".repeat(Words.MAX_CHARS - 1) + "…");
    }

    @Test
    void cutsNoCharacterInHalf() {
        String cut = Words.shortened("x" + "😀".repeat(1000));
        assertThat(cut).hasSize(Words.MAX_CHARS).endsWith("😀…");
        assertThat(Words.shortened("😀".repeat(1000))).hasSize(Words.MAX_CHARS - 1).endsWith("😀…");
    }
}

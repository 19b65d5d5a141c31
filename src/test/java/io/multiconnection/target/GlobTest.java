package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "'', a, false",
        "a, a, true",
        "a, A, false",
        "a, ab, false",
        "ab, a, false",
        "*, '', true",
        "*, abc, true",
        "*, a/b, false",
        "**, a/b, true",
        "***, a/b, true",
        "**, '', true",
        "a*, a, true",
        "a*, a/, false",
        "a*c, abc, true",
        "a*c, ac, true",
        "a*c, abcb, false",
        "a*c, abcbc, true",
        "a*/c, ab/c, true",
        "a*/c, a/b/c, false",
        "a**/c, a/b/c, true",
        "**/c, a/b/c, true",
        "*.*, a.b.c, true",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "a.b, axb, false",
        "[a], [a], true",
        "a?, ab, false",
        "\\Q*, \\Qx, true",
    })
    void matchesWholeTextsOnly(String pattern, String text, boolean matches) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void agreesWithDefinition() {
        for (int seed = 0; seed < 50_000; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            String pattern = random(random, "ab/***");
            String text = random(random, "ab/");
            assertThat(new Glob(pattern).matches(text))
                    .as("seed %d, pattern %s, text %s", seed, pattern, text)
                    .isEqualTo(naive(pattern, text));
        }
    }

    /** A backtracking matcher would look at the characters about 2 to the power of 300 times. */
    @Test
    void readsEachCharacterOnceForAnyNumberOfRuns() {
        Glob pattern = new Glob("*a".repeat(300) + "**a".repeat(100) + "b");
        Counted text = new Counted("a".repeat(4096));
        assertThat(pattern.matches(text)).isFalse();
        assertThat(text.reads).isEqualTo(4096);
    }

    @Test
    void stopsReadingWhenNoMatchIsPossible() {
        Counted text = new Counted("b".repeat(4096));
        assertThat(new Glob("a*").matches(text)).isFalse();
        assertThat(text.reads).isEqualTo(1);
    }

    private static String random(RandomGenerator random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** Matches by trying each length of a run in turn. */
    private static boolean naive(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) != '*') {
            return !text.isEmpty()
                    && text.charAt(0) == pattern.charAt(0)
                    && naive(pattern.substring(1), text.substring(1));
        }
        boolean crosses = pattern.startsWith("**");
        String rest = pattern.substring(crosses ? 2 : 1);
        for (int length = 0; length <= text.length(); length++) {
            if (!crosses && text.substring(0, length).contains("/")) {
                return false;
            }
            if (naive(rest, text.substring(length))) {
                return true;
            }
        }
        return false;
    }

    private static final class Counted implements CharSequence {

        private final String text;
        private int reads;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

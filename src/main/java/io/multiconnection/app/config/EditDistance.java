package io.multiconnection.app.config;

import java.util.Arrays;

/** Edit distance (Levenshtein) between a text and a pattern with wildcards. */
final class EditDistance {

    private static final char WILDCARD = '*';

    private EditDistance() {}

    /**
     * Returns the number of characters to insert, remove or replace until the text matches the
     * pattern, where {@code *} matches one or more characters. Separators that it matches are
     * edits, so that one name does not match a whole key.
     */
    static int of(String pattern, String text, char separator) {
        int[] above = new int[text.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int p = 0; p < pattern.length(); p++) {
            int[] row = new int[above.length];
            row[0] = above[0] + 1;
            for (int t = 0; t < text.length(); t++) {
                char character = text.charAt(t);
                int skipped = character == separator ? 1 : 0;
                row[t + 1] =
                        pattern.charAt(p) == WILDCARD
                                ? skipped + Math.min(above[t], row[t])
                                : next(
                                        pattern.charAt(p) == character,
                                        above[t],
                                        above[t + 1],
                                        row[t]);
            }
            above = row;
        }
        return above[text.length()];
    }

    private static int next(boolean isEqual, int diagonal, int above, int left) {
        return Math.min(diagonal + (isEqual ? 0 : 1), 1 + Math.min(above, left));
    }
}

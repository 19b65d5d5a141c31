package io.multiconnection.target;

import java.util.Arrays;

/**
 * Pattern in which {@code *} stands for any run of characters without {@code /}, and {@code **} for
 * any run of characters. Everything else stands for itself, case included.
 *
 * <p>Reads each character of a text once and follows all ways through the pattern at the same time,
 * so a match takes at most the text's length times the pattern's, whatever a peer sends. A
 * backtracking matcher, such as a regular expression, would try the ways one after the other.
 */
public final class Glob {

    private enum Kind {
        CHARACTER,
        RUN_IN_SEGMENT,
        RUN
    }

    private final Kind[] kinds;
    private final char[] characters;

    /** Reads a pattern of any text. */
    public Glob(String pattern) {
        Kind[] found = new Kind[pattern.length()];
        char[] read = new char[pattern.length()];
        int count = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean afterRun = c == '*' && i > 0 && pattern.charAt(i - 1) == '*';
            if (afterRun) {
                found[count - 1] = Kind.RUN;
            } else {
                read[count] = c;
                found[count++] = c == '*' ? Kind.RUN_IN_SEGMENT : Kind.CHARACTER;
            }
        }
        kinds = Arrays.copyOf(found, count);
        characters = Arrays.copyOf(read, count);
    }

    /** Returns whether the pattern stands for all of {@code text}. */
    public boolean matches(CharSequence text) {
        // Element i says whether the first i tokens can stand for the characters read so far.
        boolean[] reached = new boolean[kinds.length + 1];
        reached[0] = true;
        skipEmptyRuns(reached);
        for (int at = 0; at < text.length(); at++) {
            if (!read(text.charAt(at), reached)) {
                return false;
            }
            skipEmptyRuns(reached);
        }
        return reached[kinds.length];
    }

    /** Goes on by a character; returns whether there is a way. */
    private boolean read(char c, boolean[] reached) {
        boolean any = false;
        // Backwards, so that each token sees what was reached before this character.
        for (int token = kinds.length - 1; token >= 0; token--) {
            int next = token + 1;
            reached[next] =
                    switch (kinds[token]) {
                        case CHARACTER -> reached[token] && c == characters[token];
                        case RUN_IN_SEGMENT -> reached[next] && c != '/';
                        case RUN -> reached[next];
                    };
            any |= reached[next];
        }
        reached[0] = false;
        return any;
    }

    /** A run may be empty: where it can begin, it can also end. */
    private void skipEmptyRuns(boolean[] reached) {
        for (int token = 0; token < kinds.length; token++) {
            if (reached[token] && kinds[token] != Kind.CHARACTER) {
                reached[token + 1] = true;
            }
        }
    }
}

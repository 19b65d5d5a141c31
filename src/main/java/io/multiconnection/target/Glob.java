package io.multiconnection.target;

import java.util.Arrays;

/**
 * Pattern in which {@code *} matches any run of characters without {@code /}, and {@code **} any
 * run of characters. Every other character matches itself; case matters.
 *
 * <p>Reads each character of a text once and follows all alternatives in parallel, so a match takes
 * at most the product of both lengths, whatever a peer sends. A backtracking matcher, such as a
 * regular expression, would try the alternatives one after the other.
 */
public final class Glob {

    private enum Kind {
        CHARACTER,
        RUN_IN_SEGMENT,
        RUN
    }

    private final Kind[] kinds;
    private final char[] characters;

    /** Parses a pattern; every text is a valid one. */
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

    /** Returns whether the pattern matches all of {@code text}. */
    public boolean matches(CharSequence text) {
        // Element i: whether the first i tokens can match the characters read so far.
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

    /** Advances by a character; returns whether a match is still possible. */
    private boolean read(char c, boolean[] reached) {
        boolean any = false;
        // Backwards, so that each token sees the state before this character.
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

    /** Lets a run that can begin also end, because it may be empty. */
    private void skipEmptyRuns(boolean[] reached) {
        for (int token = 0; token < kinds.length; token++) {
            if (reached[token] && kinds[token] != Kind.CHARACTER) {
                reached[token + 1] = true;
            }
        }
    }
}

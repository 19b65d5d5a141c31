package io.multiconnection.target;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Search for any of a set of phrases in one pass over the bytes of a text, in time proportional to
 * the length of the text (Aho and Corasick, 1975). ASCII letters match in either case, and a plus
 * sign matches a space, as in forms.
 */
final class PhraseFinder {

    private static final int BYTES = 256;

    /** Number of each byte among those that occur in phrases; 0 for all others. */
    private final int[] classes = new int[BYTES];

    private final int width;

    /** State after a state and a class of bytes, at {@code state * width + class}. */
    private final int[] next;

    /** Length of the longest phrase that ends in a state. */
    private final int[] longest;

    PhraseFinder(List<byte[]> phrases) {
        int count = 1;
        int size = 1;
        for (byte[] phrase : phrases) {
            size += phrase.length;
            for (byte each : phrase) {
                int folded = fold(each & 0xFF);
                classes[folded] = classes[folded] == 0 ? count++ : classes[folded];
            }
        }
        for (int i = 0; i < BYTES; i++) {
            classes[i] = classes[fold(i)];
        }
        width = count;
        next = new int[size * width];
        longest = new int[size];
        int states = 1;
        for (byte[] phrase : phrases) {
            states = add(phrase, states);
        }
        link(states);
    }

    private static int fold(int value) {
        if (value == '+') {
            return ' ';
        }
        return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
    }

    private int add(byte[] phrase, int states) {
        int state = 0;
        int made = states;
        for (byte each : phrase) {
            int edge = state * width + classes[each & 0xFF];
            if (next[edge] == 0) {
                next[edge] = made++;
            }
            state = next[edge];
        }
        longest[state] = phrase.length;
        return made;
    }

    /** Completes each state with the transitions of its longest suffix that is a state. */
    private void link(int states) {
        int[] suffix = new int[states];
        Deque<Integer> open = new ArrayDeque<>();
        for (int c = 0; c < width; c++) {
            if (next[c] != 0) {
                open.add(next[c]);
            }
        }
        while (!open.isEmpty()) {
            int state = open.remove();
            longest[state] = Math.max(longest[state], longest[suffix[state]]);
            for (int c = 0; c < width; c++) {
                int edge = state * width + c;
                int other = next[suffix[state] * width + c];
                if (next[edge] == 0) {
                    next[edge] = other;
                } else {
                    suffix[next[edge]] = other;
                    open.add(next[edge]);
                }
            }
        }
    }

    /**
     * Finds the phrases in {@code text}.
     *
     * @param min bytes of the shortest phrase that counts
     * @param found receives the marks of characters that belong to phrases
     */
    void find(SecretSpellings.Bytes text, int min, boolean[] found) {
        int[] ends = new int[text.size()];
        int state = 0;
        for (int i = 0; i < ends.length; i++) {
            int value = text.value(i);
            state = value == SecretSpellings.Bytes.GAP ? 0 : next[state * width + classes[value]];
            ends[i] = longest[state];
        }
        int left = 0; // bytes of a phrase that are still to be marked; phrases may overlap
        for (int i = ends.length - 1; i >= 0; i--) {
            left = Math.max(left - 1, ends[i] >= min ? ends[i] : 0);
            if (left > 0) {
                Arrays.fill(found, text.from(i), text.to(i), true);
            }
        }
    }
}

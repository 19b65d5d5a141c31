package io.multiconnection.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Spellings in which a server may repeat a secret: plain, with any bytes percent-encoded up to
 * {@value #MAX_PERCENT} times, and in base64 with the standard or the URL alphabet at any
 * alignment. A text is decoded in each of these ways and then searched, in time proportional to its
 * length; the spellings of a secret are too many to enumerate.
 */
final class SecretSpellings {

    private static final int MAX_PERCENT = 3;

    /** Bytes of the shortest phrase that is searched in base64; shorter ones occur by chance. */
    private static final int MIN_BASE64 = 3;

    private static final int GROUP = 4;

    private SecretSpellings() {}

    /** Decoded bytes, each with the range of characters from which it was decoded. */
    static final class Bytes {

        /** Separates bytes that are not adjacent in the text. */
        static final int GAP = -1;

        private int[] values;
        private int[] from;
        private int[] to;
        private int size;

        Bytes(int capacity) {
            values = new int[capacity];
            from = new int[capacity];
            to = new int[capacity];
        }

        private void add(int value, int start, int end) {
            if (size == values.length) {
                int more = Math.max(16, size * 2);
                values = Arrays.copyOf(values, more);
                from = Arrays.copyOf(from, more);
                to = Arrays.copyOf(to, more);
            }
            values[size] = value;
            from[size] = start;
            to[size++] = end;
        }

        int size() {
            return size;
        }

        int value(int i) {
            return values[i];
        }

        /** Returns the index of the first character of byte {@code i}. */
        int from(int i) {
            return from[i];
        }

        /** Returns the index after the last character of byte {@code i}. */
        int to(int i) {
            return to[i];
        }
    }

    static Bytes of(String text) {
        Bytes bytes = new Bytes(text.length());
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            int end = i + Character.charCount(point);
            if (point < 0x80) {
                bytes.add(point, i, end);
            } else {
                for (byte each : Character.toString(point).getBytes(UTF_8)) {
                    bytes.add(each & 0xFF, i, end);
                }
            }
            i = end;
        }
        return bytes;
    }

    static Bytes of(byte[] raw) {
        Bytes bytes = new Bytes(raw.length);
        for (int i = 0; i < raw.length; i++) {
            bytes.add(raw[i] & 0xFF, i, i + 1);
        }
        return bytes;
    }

    /** Returns which of {@code length} characters belong to a phrase in any spelling. */
    static boolean[] find(Bytes text, int length, PhraseFinder finder) {
        boolean[] found = new boolean[length];
        Bytes plain = text;
        for (int i = 0; i <= MAX_PERCENT; i++) {
            finder.find(plain, 1, found);
            for (int phase = 0; phase < GROUP; phase++) {
                Bytes decoded = base64(plain, phase);
                finder.find(decoded, MIN_BASE64, found);
                finder.find(percent(decoded), MIN_BASE64, found);
            }
            Bytes decoded = percent(plain);
            if (decoded.size() == plain.size()) {
                break;
            }
            plain = decoded;
        }
        return found;
    }

    /** Returns {@code text} with its percent-encoding undone, once. */
    static String percentDecoded(String text) {
        Bytes decoded = percent(of(text));
        byte[] raw = new byte[decoded.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) decoded.value(i);
        }
        return new String(raw, UTF_8);
    }

    private static Bytes percent(Bytes text) {
        Bytes decoded = new Bytes(text.size());
        int i = 0;
        while (i < text.size()) {
            int high = text.value(i) == '%' ? hex(text, i + 1) : -1;
            int low = high < 0 ? -1 : hex(text, i + 2);
            if (low < 0) {
                decoded.add(text.value(i), text.from(i), text.to(i));
                i++;
            } else {
                decoded.add(high << 4 | low, text.from(i), text.to(i + 2));
                i += 3;
            }
        }
        return decoded;
    }

    private static int hex(Bytes text, int i) {
        int value = i < text.size() ? text.value(i) : Bytes.GAP;
        return value == Bytes.GAP || value > 'f' ? -1 : Character.digit(value, 16);
    }

    /**
     * Decodes each run of base64 as if its first {@code phase} digits belonged to preceding text.
     */
    private static Bytes base64(Bytes text, int phase) {
        Bytes decoded = new Bytes(text.size());
        int skip = phase;
        int bits = 0;
        int digits = 0;
        int start = 0;
        for (int i = 0; i < text.size(); i++) {
            int value = text.value(i);
            int digit = digit(value);
            if (digit < 0) {
                if (value != '\r' && value != '\n') { // MIME breaks lines
                    decoded.add(Bytes.GAP, text.from(i), text.to(i));
                    skip = phase;
                    digits = 0;
                }
            } else if (skip > 0) {
                skip--;
            } else {
                bits = bits << 6 | digit;
                if (digits > 0) {
                    int shift = 6 - 2 * digits;
                    decoded.add(bits >> shift & 0xFF, start, text.to(i));
                }
                start = text.from(i);
                digits = (digits + 1) % GROUP;
            }
        }
        return decoded;
    }

    private static int digit(int value) {
        if (value >= 'A' && value <= 'Z') {
            return value - 'A';
        }
        if (value >= 'a' && value <= 'z') {
            return value - 'a' + 26;
        }
        if (value >= '0' && value <= '9') {
            return value - '0' + 52;
        }
        return switch (value) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }
}

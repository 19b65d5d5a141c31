package io.multiconnection.rtmp.client;

/**
 * White space that copied text may carry: Unicode's white space, and the characters without width
 * (byte order mark, zero width space and joiners, word joiner). A fixed list, so that the
 * TypeScript SDK has the same one.
 */
public final class WhiteSpace {

    private WhiteSpace() {}

    /** Returns whether {@code c} is white space. */
    public static boolean is(char c) {
        return (c >= 0x09 && c <= 0x0D)
                || (c >= 0x1C && c <= 0x20)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || c == 0x180E
                || (c >= 0x2000 && c <= 0x200D)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x2060
                || c == 0x3000
                || c == 0xFEFF;
    }

    /** Returns {@code text} without the white space around it. */
    public static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && is(text.charAt(start))) {
            start++;
        }
        while (end > start && is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}

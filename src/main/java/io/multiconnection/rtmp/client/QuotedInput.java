package io.multiconnection.rtmp.client;

/** Excerpts of a peer's text for error messages: bounded and without control characters. */
final class QuotedInput {

    private static final int LENGTH = 40;

    private QuotedInput() {}

    /** Returns {@code text} in quotes, cut after 40 characters. */
    static String text(String text) {
        return "\"" + shortened(text) + "\"";
    }

    /** Returns digits without quotes, cut after 40. */
    static String number(String digits) {
        return shortened(digits);
    }

    private static String shortened(String text) {
        return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "…";
    }

    /**
     * Returns a printable ASCII character in quotes, or the code point of another one: {@code
     * U+00A0}.
     */
    static String character(int point) {
        return point > ' ' && point < 0x7F
                ? text(Character.toString(point))
                : "U+%04X".formatted(point);
    }
}

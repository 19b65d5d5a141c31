package io.multiconnection.rtmp.client;

/** Parts of a peer's text as error messages show them: bounded, and without odd characters. */
final class QuotedInput {

    private static final int LENGTH = 40;

    private QuotedInput() {}

    /** Returns {@code text} in quotes, its first 40 characters if it is longer. */
    static String text(String text) {
        return "\"" + shortened(text) + "\"";
    }

    /** Returns digits as they are, the first 40 if there are more. */
    static String number(String digits) {
        return shortened(digits);
    }

    private static String shortened(String text) {
        return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "…";
    }

    /** Returns a printable ASCII character in quotes, or the number of another: {@code U+00A0}. */
    static String character(int point) {
        return point > ' ' && point < 0x7F
                ? text(Character.toString(point))
                : "U+%04X".formatted(point);
    }
}

package io.multiconnection.target;

/**
 * Limit of texts that may contain words of a server; such texts are never dropped, so kept short.
 */
public final class TextLimit {

    public static final int MAX_CHARS = 1000;

    private TextLimit() {}

    /** Returns the beginning of a text, from which secrets were removed before. */
    public static String shortened(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        int end = MAX_CHARS - 1;
        int whole = Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
        return text.substring(0, whole) + "…";
    }
}

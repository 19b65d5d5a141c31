package io.multiconnection.gateway;

/** Texts of the gateway that may hold words of a server: those are never dropped, so kept short. */
final class Words {

    static final int MAX_CHARS = 1000;

    private Words() {}

    /** Returns the beginning of a text, after what is secret was taken out of it. */
    static String shortened(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        int end = MAX_CHARS - 1;
        int whole = Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
        return text.substring(0, whole) + "…";
    }
}

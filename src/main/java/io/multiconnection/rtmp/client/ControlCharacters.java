package io.multiconnection.rtmp.client;

/**
 * Control characters, and the separators of lines and paragraphs: each would break a log's line.
 */
public final class ControlCharacters {

    private ControlCharacters() {}

    /**
     * Requires that {@code text} has none.
     *
     * @param name begins the message, which does not repeat the text: {@code a URL}
     * @throws IllegalArgumentException if it has one
     */
    public static void requireNone(String text, String name) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029) {
                throw new IllegalArgumentException(
                        name
                                + " with the control character "
                                + QuotedInput.character(c)
                                + ", expected none");
            }
        }
    }
}

package io.multiconnection.rtmp.client;

/**
 * Check for control characters and for line and paragraph separators, which would break a line of
 * the log.
 */
public final class ControlCharacters {

    private ControlCharacters() {}

    /**
     * Requires that {@code text} contains none.
     *
     * @param name begins the message, such as {@code a URL}; the text itself is not repeated
     * @throws IllegalArgumentException if it contains one
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

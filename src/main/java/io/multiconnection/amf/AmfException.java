package io.multiconnection.amf;

/**
 * Bytes that are not AMF, or a value that AMF cannot say. The message says what came, what was
 * expected, and for bytes at which one of the message. The only text of a peer in it is the name of
 * a class that nobody here can read; {@link #ownText} leaves that out, too.
 *
 * <p>Has no stack trace: a peer may cause one with each of its messages.
 */
public sealed class AmfException extends RuntimeException permits AmfLimitException {

    private static final long serialVersionUID = 1;

    private final String ownText;

    /** An exception that says what came and what was expected. */
    public AmfException(String message) {
        this(message, message);
    }

    /**
     * An exception about something that a peer has named.
     *
     * @param ownText the message without the peer's words
     */
    AmfException(String message, String ownText) {
        super(message, null, false, false);
        this.ownText = ownText;
    }

    /** Returns what came and what was expected, in words none of which a peer chose. */
    public String ownText() {
        return ownText;
    }
}

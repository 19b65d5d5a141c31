package io.multiconnection.amf;

/**
 * Bytes that are not AMF, or a value that AMF cannot express. The message states what came, what
 * was expected and, for bytes, the position in the message. The only text of a peer in it is the
 * name of an unknown class; {@link #ownText} omits that, too.
 *
 * <p>Has no stack trace: a peer may cause one with each of its messages.
 */
public sealed class AmfException extends RuntimeException permits AmfLimitException {

    private static final long serialVersionUID = 1;

    private final String ownText;

    /** Creates an exception with actual and expected content. */
    public AmfException(String message) {
        this(message, message);
    }

    /**
     * Creates an exception whose message contains text of a peer.
     *
     * @param ownText the message without it
     */
    AmfException(String message, String ownText) {
        super(message, null, false, false);
        this.ownText = ownText;
    }

    /** Returns the message without text of a peer. */
    public String ownText() {
        return ownText;
    }
}

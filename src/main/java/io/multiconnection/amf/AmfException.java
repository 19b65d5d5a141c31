package io.multiconnection.amf;

/**
 * Bytes that are not AMF, that exceed {@link AmfLimits}, or a value that AMF cannot say. The
 * message says what came, what was expected, and for bytes at which one of the message; it holds no
 * text that a user sent.
 */
public final class AmfException extends RuntimeException {

    /** An exception that says what came and what was expected. */
    public AmfException(String message) {
        super(message);
    }
}

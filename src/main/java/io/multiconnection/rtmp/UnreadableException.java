package io.multiconnection.rtmp;

/**
 * Failure to read the body of a message that does not match its type. The framing is intact, so
 * only that message is lost. The text contains nothing that the peer chose.
 *
 * <p>Has no stack trace: a peer may cause one with each of its messages.
 */
final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
        super(message, null, false, false);
    }
}

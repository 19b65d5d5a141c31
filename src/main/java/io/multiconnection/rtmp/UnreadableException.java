package io.multiconnection.rtmp;

/**
 * The body of a message is not what its type says, though its framing is intact: that message is
 * lost, and nothing else. The text says what came and what was expected, in words of our own.
 *
 * <p>Has no stack trace: a peer may cause one with each of its messages.
 */
final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
        super(message, null, false, false);
    }
}

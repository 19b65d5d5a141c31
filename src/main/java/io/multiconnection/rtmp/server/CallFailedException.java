package io.multiconnection.rtmp.server;

/** Failure of a call to a client that did not respond, or responded with {@code _error}. */
public final class CallFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CallFailedException(String message) {
        super(message);
    }
}

package io.multiconnection.rtmp.server;

/** A client did not answer a call, or answered {@code _error}. */
public final class CallFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CallFailedException(String message) {
        super(message);
    }
}

package io.multiconnection.protocol;

/** Text that is no request at all: the WebSocket is closed with {@link CloseCode#BAD_MESSAGE}. */
public final class BadMessageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BadMessageException(String message) {
        super(message, null, false, false);
    }
}

package io.multiconnection.protocol;

/** Text message that is not a request. Closes the WebSocket with {@link CloseCode#BAD_MESSAGE}. */
public final class BadMessageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BadMessageException(String message) {
        super(message, null, false, false);
    }
}

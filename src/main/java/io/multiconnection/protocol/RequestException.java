package io.multiconnection.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Failure of a request. Sent as the response, or as an event if the request has no id. It is
 * temporary if the same request may succeed later, unchanged.
 */
public final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final @Nullable Long id;
    private final ErrorCode code;
    private final boolean temporary;

    /** Creates a failure that is not temporary. */
    public RequestException(@Nullable Long id, ErrorCode code, String message) {
        this(id, code, message, false);
    }

    public RequestException(@Nullable Long id, ErrorCode code, String message, boolean temporary) {
        super(message, null, false, false);
        this.id = id;
        this.code = code;
        this.temporary = temporary;
    }

    /** Returns the id of the request; null if it has no valid one. */
    public @Nullable Long id() {
        return id;
    }

    /** Returns the code for the client. */
    public ErrorCode code() {
        return code;
    }

    /** Returns the response to the client, or an event if there is no id. */
    public GatewayMessage answer() {
        return id == null ? event() : new GatewayMessage.Failure(id, code, message(), temporary);
    }

    /** Returns the message to the client if another request already uses the id. */
    public GatewayMessage event() {
        return new GatewayMessage.ErrorEvent(code, message(), temporary);
    }

    private String message() {
        return String.valueOf(getMessage());
    }
}

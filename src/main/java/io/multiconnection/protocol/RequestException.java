package io.multiconnection.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be carried out; answered with its id, or by an event where it has none. It
 * is temporary if the same request may succeed later, without a change.
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

    /** Returns the id of the request; null where it has none that can be answered. */
    public @Nullable Long id() {
        return id;
    }

    /** Returns what is sent to the client: the answer, or an event where there is no id. */
    public GatewayMessage answer() {
        return id == null ? event() : new GatewayMessage.Failure(id, code, message(), temporary);
    }

    /** Returns what is sent to the client where the id is that of another request. */
    public GatewayMessage event() {
        return new GatewayMessage.ErrorEvent(code, message(), temporary);
    }

    private String message() {
        return String.valueOf(getMessage());
    }
}

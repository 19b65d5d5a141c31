package io.multiconnection.protocol;

import org.jspecify.annotations.Nullable;

/** A request that cannot be carried out; answered with its id, or as news where it has none. */
public final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final @Nullable Long id;
    private final ErrorCode code;

    public RequestException(@Nullable Long id, ErrorCode code, String message) {
        super(message, null, false, false);
        this.id = id;
        this.code = code;
    }

    /** What to send to the client. */
    public GatewayMessage answer() {
        String message = String.valueOf(getMessage());
        return id == null
                ? new GatewayMessage.ErrorNews(code, message)
                : new GatewayMessage.Failure(id, code, message);
    }
}

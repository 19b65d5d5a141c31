package io.multiconnection.protocol;

import java.util.Locale;

/** Causes of the loss or rejection of a server (PROTOCOL.md, section 8). */
public enum FailureCause {
    TIMEOUT,
    DNS,
    UNREACHABLE,
    TLS,
    TLS_LOST,
    LOST,
    MOVED,
    PROTOCOL,
    REFUSED_CONNECT,
    REFUSED_PUBLISH,
    NOT_ALLOWED;

    /** Returns the cause in JSON: {@code refused-connect}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the state of a server with this cause: failed or rejected. */
    public ServerState state() {
        return switch (this) {
            case TIMEOUT, DNS, UNREACHABLE, TLS, TLS_LOST, LOST, MOVED, PROTOCOL ->
                    ServerState.FAILED;
            case REFUSED_CONNECT, REFUSED_PUBLISH, NOT_ALLOWED -> ServerState.REJECTED;
        };
    }

    /** Returns whether the cause may pass by itself, so that a retry is useful. */
    public boolean isOutage() {
        return switch (this) {
            case TIMEOUT, DNS, UNREACHABLE, TLS_LOST, LOST, MOVED, PROTOCOL -> true;
            case TLS, REFUSED_CONNECT, REFUSED_PUBLISH, NOT_ALLOWED -> false;
        };
    }
}

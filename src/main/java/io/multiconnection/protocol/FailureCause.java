package io.multiconnection.protocol;

import java.util.Locale;

/** Why a server was left, or is not reached (PROTOCOL.md, section 8). */
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

    /** The cause as it is written in JSON: {@code refused-connect}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The state this cause puts a server in: it refused, or it was lost. */
    public ServerState state() {
        return switch (this) {
            case TIMEOUT, DNS, UNREACHABLE, TLS, TLS_LOST, LOST, MOVED, PROTOCOL ->
                    ServerState.FAILED;
            case REFUSED_CONNECT, REFUSED_PUBLISH, NOT_ALLOWED -> ServerState.REJECTED;
        };
    }

    /** Whether it may pass by itself, so that asking again makes sense. */
    public boolean isOutage() {
        return switch (this) {
            case TIMEOUT, DNS, UNREACHABLE, TLS_LOST, LOST, MOVED, PROTOCOL -> true;
            case TLS, REFUSED_CONNECT, REFUSED_PUBLISH, NOT_ALLOWED -> false;
        };
    }
}

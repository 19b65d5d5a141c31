package io.multiconnection.protocol;

import java.util.Locale;

/** Why a server is {@code Failed} or {@code Rejected} (PROTOCOL.md, section 8). */
public enum Cause {
    TIMEOUT,
    DNS,
    UNREACHABLE,
    TLS,
    LOST,
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
            case TIMEOUT, DNS, UNREACHABLE, TLS, LOST, PROTOCOL -> ServerState.FAILED;
            case REFUSED_CONNECT, REFUSED_PUBLISH, NOT_ALLOWED -> ServerState.REJECTED;
        };
    }
}

package io.multiconnection.protocol;

import java.util.Locale;

/** Why a client did not get into a room (PROTOCOL.md, section 15). */
public enum RejectReason {
    NO_SUCH_ROOM,
    FULL,
    NOT_ALLOWED,
    ADMISSION,
    ADMISSION_FAILED,
    OPERATOR,
    TIMEOUT,
    TOO_MANY,
    UNAVAILABLE;

    /** The reason as it is written in JSON: {@code no-such-room}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

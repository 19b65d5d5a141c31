package io.multiconnection.protocol;

import java.util.Locale;

/** Why a client did not get into a room (PROTOCOL.md, section 17). */
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

    /** Whether there may be a place a moment later. */
    public boolean isTemporary() {
        return switch (this) {
            case FULL, ADMISSION_FAILED, TIMEOUT, TOO_MANY, UNAVAILABLE -> true;
            case NO_SUCH_ROOM, NOT_ALLOWED, ADMISSION, OPERATOR -> false;
        };
    }

    /** The reason as it is written in JSON: {@code no-such-room}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

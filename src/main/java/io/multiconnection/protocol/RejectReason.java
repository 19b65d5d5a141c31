package io.multiconnection.protocol;

import java.util.Locale;

/** Reasons for which a client is not admitted to a room (PROTOCOL.md, section 17). */
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

    /** Returns whether a later attempt may succeed. */
    public boolean isTemporary() {
        return switch (this) {
            case FULL, ADMISSION_FAILED, TIMEOUT, TOO_MANY, UNAVAILABLE -> true;
            case NO_SUCH_ROOM, NOT_ALLOWED, ADMISSION, OPERATOR -> false;
        };
    }

    /** Returns the reason in JSON: {@code no-such-room}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.multiconnection.protocol;

import java.util.Locale;

/** Reasons for which a request failed or a frame was dropped (PROTOCOL.md, section 9). */
public enum ErrorCode {
    BAD_REQUEST,
    UNKNOWN_TYPE,
    BAD_STATE,
    NO_SUCH_STREAM,
    NO_SUCH_POOL,
    NO_SUCH_SERVER,
    NO_SUCH_CALL,
    NO_SUCH_OBJECT,
    TOO_MANY,
    UNAUTHORIZED,
    FORBIDDEN,
    SETUP_FAILED,
    REJECTED,
    PUBLISH_FAILED,
    PLAY_FAILED,
    SHARED_OBJECT_FAILED,
    RESUME_FAILED,
    NOT_PUBLISHING,
    BAD_FRAME;

    /** Returns the code in JSON: {@code bad-request}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

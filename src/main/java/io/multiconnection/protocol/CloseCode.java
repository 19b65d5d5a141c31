package io.multiconnection.protocol;

import io.multiconnection.memory.MemoryOverrun;

/** Reasons for which the gateway closes a WebSocket (PROTOCOL.md, section 10). */
public enum CloseCode {
    GOING_AWAY(1001),
    PROTOCOL_ERROR(1002),
    NOT_UTF8(1007),
    TOO_BIG(1009),
    INTERNAL_ERROR(1011),
    TRY_AGAIN_LATER(1013),
    BAD_MESSAGE(4400),
    UNAUTHORIZED(4401),
    NO_SUBPROTOCOL(4406),
    SLOW_READER(4408),
    TAKEN_OVER(4409),
    TOO_MUCH_MEMORY(4413),
    TOO_FAST(4429);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    /** Returns the code for a WebSocket that is closed because of its memory use. */
    public static CloseCode of(MemoryOverrun reason) {
        return switch (reason) {
            case HOLDER, ADDRESS -> TOO_MUCH_MEMORY;
            case TOTAL -> TRY_AGAIN_LATER;
        };
    }

    /** Returns the number in the close frame. */
    public int number() {
        return number;
    }
}

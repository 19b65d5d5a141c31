package io.multiconnection.protocol;

/** The states of a server that a page sees (PROTOCOL.md, section 8). */
public enum ServerState {
    CONNECTING("Connecting"),
    LIVE("Live"),
    LAGGING("Lagging"),
    RECOVERING("Recovering"),
    FAILED("Failed"),
    REJECTED("Rejected"),
    CLOSED("Closed");

    private final String wireName;

    ServerState(String wireName) {
        this.wireName = wireName;
    }

    /** The state as it is written in JSON. */
    public String wireName() {
        return wireName;
    }

    /** Whether there is no connection, and none is being made. */
    public boolean isLeft() {
        return switch (this) {
            case CONNECTING, LIVE, LAGGING -> false;
            case RECOVERING, FAILED, REJECTED, CLOSED -> true;
        };
    }
}

package io.multiconnection.protocol;

/** States of a server, as clients see them (PROTOCOL.md, section 8). */
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

    /** Returns the state in JSON. */
    public String wireName() {
        return wireName;
    }

    /** Returns whether there is no connection and none is being opened. */
    public boolean isLeft() {
        return switch (this) {
            case CONNECTING, LIVE, LAGGING -> false;
            case RECOVERING, FAILED, REJECTED, CLOSED -> true;
        };
    }
}

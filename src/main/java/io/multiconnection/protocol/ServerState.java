package io.multiconnection.protocol;

/** The states of a server that a page sees (PROTOCOL.md, section 8). */
public enum ServerState {
    CONNECTING("Connecting"),
    LIVE("Live"),
    LAGGING("Lagging"),
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

    /** Whether the server has been left. */
    public boolean isFinal() {
        return switch (this) {
            case CONNECTING, LIVE, LAGGING -> false;
            case FAILED, REJECTED, CLOSED -> true;
        };
    }
}

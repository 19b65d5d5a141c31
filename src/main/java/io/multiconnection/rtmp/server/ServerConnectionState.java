package io.multiconnection.rtmp.server;

/**
 * OPENING --connect received--> ASKED --accepted--> CONNECTED
 *
 * <p>OPENING, ASKED, CONNECTED --rejected, closed by us--> CLOSING --closed by the client, or
 * lingered long enough--> CLOSED
 *
 * <p>any --connection lost--> CLOSED
 */
enum ServerConnectionState {
    OPENING,
    ASKED,
    CONNECTED,
    CLOSING,
    CLOSED;

    enum Event {
        CONNECT_RECEIVED,
        ACCEPTED,
        ENDED,
        LOST
    }

    ServerConnectionState on(Event event) {
        return switch (event) {
            case CONNECT_RECEIVED -> from(OPENING, event, ASKED);
            case ACCEPTED -> from(ASKED, event, CONNECTED);
            case ENDED -> CLOSING;
            case LOST -> CLOSED;
        };
    }

    boolean isOver() {
        return this == CLOSING || this == CLOSED;
    }

    private ServerConnectionState from(
            ServerConnectionState expected, Event event, ServerConnectionState next) {
        if (this != expected) {
            throw new IllegalStateException(event + " in " + this + ", expected " + expected);
        }
        return next;
    }
}

package io.multiconnection.rtmp.client;

/**
 * State of a {@link NetStream}.
 *
 * <pre>
 * IDLE --publish or play requested--> CREATING --createStream succeeded--> OPENING
 * OPENING --NetStream.Publish.Start--> PUBLISHING
 * OPENING --NetStream.Play.Start--> PLAYING
 * any --close, error status, connection lost--> CLOSED
 * </pre>
 */
enum NetStreamState {
    IDLE,
    CREATING,
    OPENING,
    PUBLISHING,
    PLAYING,
    CLOSED;

    enum Event {
        REQUESTED,
        CREATED,
        PUBLISH_STARTED,
        PLAY_STARTED,
        ENDED
    }

    NetStreamState on(Event event) {
        return switch (event) {
            case REQUESTED -> from(IDLE, event, CREATING);
            case CREATED -> from(CREATING, event, OPENING);
            case PUBLISH_STARTED -> from(OPENING, event, PUBLISHING);
            case PLAY_STARTED -> from(OPENING, event, PLAYING);
            case ENDED -> CLOSED;
        };
    }

    private NetStreamState from(NetStreamState expected, Event event, NetStreamState next) {
        if (this != expected) {
            throw new IllegalStateException(event + " in " + this + ", expected " + expected);
        }
        return next;
    }
}

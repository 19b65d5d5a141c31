package io.multiconnection.rtmp.client;

/**
 * The life of a {@link NetStream}.
 *
 * <pre>
 * IDLE --publish or play asked--> CREATING --createStream answered--> OPENING
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
        ASKED,
        CREATED,
        PUBLISH_STARTED,
        PLAY_STARTED,
        ENDED
    }

    NetStreamState on(Event event) {
        return switch (event) {
            case ASKED -> from(IDLE, event, CREATING);
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

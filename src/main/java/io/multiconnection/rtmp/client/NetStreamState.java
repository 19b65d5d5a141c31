package io.multiconnection.rtmp.client;

/**
 * The life of a {@link NetStream}.
 *
 * <pre>
 * IDLE --publish asked--> CREATING --createStream answered--> OPENING
 * OPENING --NetStream.Publish.Start--> PUBLISHING
 * any --close, error status, connection lost--> CLOSED
 * </pre>
 */
enum NetStreamState {
    IDLE,
    CREATING,
    OPENING,
    PUBLISHING,
    CLOSED;

    enum Event {
        PUBLISH_ASKED,
        CREATED,
        PUBLISH_STARTED,
        ENDED
    }

    NetStreamState on(Event event) {
        return switch (event) {
            case PUBLISH_ASKED -> from(IDLE, event, CREATING);
            case CREATED -> from(CREATING, event, OPENING);
            case PUBLISH_STARTED -> from(OPENING, event, PUBLISHING);
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

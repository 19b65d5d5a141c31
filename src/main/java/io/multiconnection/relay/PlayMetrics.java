package io.multiconnection.relay;

/** What is counted of plays. Called on event loops; an implementation must not block. */
public interface PlayMetrics {

    /** Counts nothing. */
    PlayMetrics NONE =
            new PlayMetrics() {
                @Override
                public void relays(int change) {}

                @Override
                public void viewers(int change) {}

                @Override
                public void sent(int bytes) {}

                @Override
                public void dropped() {}

                @Override
                public void failover() {}
            };

    /** A relay has begun (1) or ended (-1). */
    void relays(int change);

    /** A viewer has come (1) or gone (-1). */
    void viewers(int change);

    /** A frame of so many bytes went to a viewer. */
    void sent(int bytes);

    /** A frame was dropped for a viewer who is slow. */
    void dropped();

    /** A viewer goes on from another server. */
    void failover();

    /** A message of a server, of this RTMP type, could not be read and was ignored. */
    default void unreadable(int typeId) {}
}

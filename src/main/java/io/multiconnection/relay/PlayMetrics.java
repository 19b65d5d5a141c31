package io.multiconnection.relay;

/** Metrics of plays. Called on event loops; an implementation must not block. */
public interface PlayMetrics {

    /** Implementation that counts nothing. */
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

    /** Counts a relay that was opened (1) or closed (-1). */
    void relays(int change);

    /** Counts a viewer that joined (1) or left (-1). */
    void viewers(int change);

    /** Counts a frame that was sent to a viewer, with its size. */
    void sent(int bytes);

    /** Counts a frame that was dropped because its viewer is slow. */
    void dropped();

    /** Counts a viewer that continues from another server. */
    void failover();

    /**
     * Counts a server's message of this RTMP type that was ignored because it could not be read.
     */
    default void unreadable(int typeId) {}
}

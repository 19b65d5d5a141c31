package io.multiconnection.target;

import io.multiconnection.protocol.ServerState;

/**
 * Counters of a group of destinations, which the configuration names. Called on event loops; an
 * implementation must not block.
 */
public interface TargetMetrics {

    /** Counts nothing. */
    TargetMetrics NONE =
            new TargetMetrics() {
                @Override
                public void entered(ServerState state) {}

                @Override
                public void sent(int frames, long bytes) {}

                @Override
                public void dropped() {}

                @Override
                public void slotWritten(long delayMillis) {}
            };

    /** Counts a target that has entered {@code state}. */
    void entered(ServerState state);

    /** Counts frames of {@code bytes} in total that were accepted. */
    void sent(int frames, long bytes);

    /** Counts a frame that was dropped. */
    void dropped();

    /** Counts a write to a slot of a shared object, sent {@code delayMillis} after it was asked. */
    void slotWritten(long delayMillis);

    /** Counts a message of this RTMP type that could not be read and was ignored. */
    default void unreadable(int typeId) {}
}

package io.multiconnection.target;

import io.multiconnection.protocol.FailureCause;
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
                public void sent(MediaKind kind, int frames, long bytes) {}

                @Override
                public void dropped(MediaKind kind) {}

                @Override
                public void slotWritten(long delayMillis) {}
            };

    /** Counts a target that has entered {@code state}. */
    void entered(ServerState state);

    /** Changes the number of targets that are in {@code state} now. */
    default void present(ServerState state, int change) {}

    /** Counts a target that was lost, failed to connect, or was refused. */
    default void failed(FailureCause cause) {}

    /** Counts a server that was lost and is connected again. */
    default void reconnected() {}

    /** Counts messages of {@code bytes} in total that were accepted. */
    void sent(MediaKind kind, int frames, long bytes);

    /** Counts a message that was dropped. */
    void dropped(MediaKind kind);

    /** Records what waits for a server on one stream, a few times a second. */
    default void queued(long bytes, int millis) {}

    /**
     * Records the time from the arrival of a frame until the operating system accepted it, of one
     * frame now and then.
     */
    default void written(long nanos) {}

    /** Counts a write to a slot of a shared object, sent {@code delayMillis} after it was asked. */
    void slotWritten(long delayMillis);

    /** Counts a message of this RTMP type that could not be read and was ignored. */
    default void unreadable(int typeId) {}
}

package io.multiconnection.gateway;

import io.multiconnection.protocol.ServerState;
import io.multiconnection.relay.PlayMetrics;

/** What the gateway counts. Called on event loops; an implementation must not block. */
public interface GatewayMetrics {

    /** Counts nothing. */
    GatewayMetrics NONE = _ -> TargetMetrics.NONE;

    /** Returns the counters of a group of destinations, which the configuration names. */
    TargetMetrics target(String group);

    /** The counters of plays. */
    default PlayMetrics plays() {
        return PlayMetrics.NONE;
    }

    /** A page has come back to its session, and has missed nothing, or something. */
    default void resumed(boolean recovered) {}

    /** An event that a server caused was dropped; {@code kind} is one of a few. */
    default void eventDropped(String kind) {}

    /** What is counted for each destination. */
    interface TargetMetrics {

        TargetMetrics NONE =
                new TargetMetrics() {
                    @Override
                    public void entered(ServerState state) {}

                    @Override
                    public void sent(int bytes) {}

                    @Override
                    public void dropped() {}

                    @Override
                    public void slotWritten(long lagMillis) {}
                };

        /** A target of this destination has come into {@code state}. */
        void entered(ServerState state);

        /** A frame of {@code bytes} was accepted. */
        void sent(int bytes);

        /** A frame was dropped. */
        void dropped();

        /** A slot of a shared object was written, so long after it was to be. */
        void slotWritten(long lagMillis);

        /** A message of the server, of this RTMP type, could not be read and was ignored. */
        default void unreadable(int typeId) {}
    }
}

package io.multiconnection.gateway;

import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.target.TargetMetrics;

/** Counters of the gateway. Called on event loops; an implementation must not block. */
public interface GatewayMetrics {

    /** Counts nothing. */
    GatewayMetrics NONE = _ -> TargetMetrics.NONE;

    /** Returns the counters of a group of destinations, which the configuration names. */
    TargetMetrics target(String group);

    /** Returns the counters of plays. */
    default PlayMetrics plays() {
        return PlayMetrics.NONE;
    }

    /**
     * Counts a client that has resumed its session.
     *
     * @param recovered whether the client has missed nothing
     */
    default void resumed(boolean recovered) {}

    /** Counts an event of a server that was dropped; {@code kind} is one of a few. */
    default void eventDropped(String kind) {}
}

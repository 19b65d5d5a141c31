package io.multiconnection.gateway;

import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.target.TargetMetrics;

/** Counters of the gateway. Called on event loops; an implementation must not block. */
public interface GatewayMetrics {

    /** Metrics that count nothing. */
    GatewayMetrics NONE = _ -> TargetMetrics.NONE;

    /** Returns the counters of a group of destinations that the configuration names. */
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

    /** Counts an ack that was sent this long after the first media that it covers arrived. */
    default void acked(long nanos) {}

    /** Counts a dropped event of a server; {@code kind} has few values, so it may be a label. */
    default void eventDropped(String kind) {}
}

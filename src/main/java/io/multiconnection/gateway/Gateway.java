package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.relay.Relays;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.DestinationResolver;
import java.time.Duration;

/**
 * Settings and services that all sessions share.
 *
 * @param destinations resolves the servers that clients name
 * @param recover backoff of servers that are lost
 * @param relays live streams that are watched
 * @param sharesPlays whether sessions share live plays of the same stream
 * @param admission admits clients to rooms
 * @param memory bounds what is held for all sessions together
 * @param about what the gateway announces of itself
 */
public record Gateway(
        Dialer dialer,
        DestinationResolver destinations,
        SessionLimits limits,
        GatewayMetrics metrics,
        BackoffPolicy recover,
        Relays relays,
        boolean sharesPlays,
        Admission admission,
        MemoryBudget memory,
        About about) {

    /**
     * Announcement to clients.
     *
     * @param ping interval between two pings of a WebSocket
     */
    public record About(String version, Duration ping) {}
}

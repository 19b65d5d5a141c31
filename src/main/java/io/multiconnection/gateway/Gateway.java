package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.relay.Relays;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.Pool;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What all sessions share: the rules, and the means to reach servers.
 *
 * @param destinations which servers a client may name
 * @param addresses which addresses those names may lead to
 * @param pools by name; their servers are bound by neither rule
 * @param recover how servers that are lost are brought back
 * @param relays the live streams that somebody watches
 * @param sharesPlays whether live plays of sessions are shared
 * @param resumption of sessions whose WebSocket is lost
 * @param admission lets clients into rooms
 * @param memory bounds what is held for all sessions together
 * @param about what clients are told of the gateway itself
 */
public record Gateway(
        Dialer dialer,
        AllowList destinations,
        Predicate<InetAddress> addresses,
        Map<String, Pool> pools,
        SessionLimits limits,
        GatewayMetrics metrics,
        BackoffPolicy recover,
        Relays relays,
        boolean sharesPlays,
        SessionRegistry resumption,
        Admission admission,
        MemoryBudget memory,
        About about) {

    /**
     * What clients are told of the gateway itself.
     *
     * @param ping the time between two pings of a WebSocket
     */
    public record About(String version, Duration ping) {}
}

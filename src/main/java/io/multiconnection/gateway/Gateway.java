package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.relay.Relays;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.DestinationResolver;
import java.util.function.Supplier;

/**
 * Settings and services that all sessions share.
 *
 * @param resolver present resolver of the servers that clients name
 * @param recover backoff of servers that are lost
 * @param relays shared plays of live streams
 * @param sharesPlays whether sessions share live plays of the same stream
 * @param admission admits clients to rooms
 * @param memory bounds the memory of all sessions together
 * @param authenticator verifies the tokens of clients
 * @param traces traces of requests
 * @param version version of the gateway, as announced in hello
 */
public record Gateway(
        Dialer dialer,
        Supplier<DestinationResolver> resolver,
        SessionLimits limits,
        GatewayMetrics metrics,
        BackoffPolicy recover,
        Relays relays,
        boolean sharesPlays,
        Admission admission,
        MemoryBudget memory,
        Authenticator authenticator,
        Traces traces,
        String version) {

    /** Returns the resolver with the present pools, for one request or attempt. */
    public DestinationResolver destinations() {
        return resolver.get();
    }
}

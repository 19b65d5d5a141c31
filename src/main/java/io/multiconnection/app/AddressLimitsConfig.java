package io.multiconnection.app;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Limits of connections and requests, in total and per client address (an IPv6 /64 is one). */
public interface AddressLimitsConfig {

    /** TCP connections open at once; one more is closed at once. */
    @WithDefault("40000")
    int connections();

    /** TCP connections of one address open at once; one more is closed at once. */
    @WithDefault("400")
    int connectionsPerAddress();

    /** New TCP connections of one address a second; four seconds' worth may come at once. */
    @WithDefault("50")
    int newConnectionsPerSecond();

    /** HTTP requests of one address a second; four seconds' worth may come at once. */
    @WithDefault("250")
    int requestsPerSecond();

    /** WebSockets of one address open at once; as many sessions more may be held for it. */
    @WithDefault("200")
    int sessionsPerAddress();

    /** Viewers over HTTP-FLV or WS-FLV of one address at once. */
    @WithDefault("200")
    int viewersPerAddress();

    /** Time for a complete request, from the connection or from its first byte on. */
    @WithDefault("10s")
    Duration requestTime();

    /** Time between two requests of a connection. */
    @WithDefault("75s")
    Duration keepAlive();

    /** Addresses and networks without any limit per address. */
    Optional<List<String>> exemptAddresses();
}

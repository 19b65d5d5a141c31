package io.multiconnection.app;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Limits of connections and requests, in total and per client address (an IPv6 /64 network is one).
 */
public interface AddressLimitsConfig {

    /** Open TCP connections; further ones are closed at once. Minimum 1. */
    @WithDefault("40000")
    int connections();

    /** Open TCP connections of one address; further ones are closed at once. Minimum 1. */
    @WithDefault("400")
    int connectionsPerAddress();

    /** New TCP connections per second of one address, with a burst of 4 s. Minimum 1. */
    @WithDefault("50")
    int newConnectionsPerSecond();

    /** HTTP requests per second of one address, with a burst of 4 s. Minimum 1. */
    @WithDefault("250")
    int requestsPerSecond();

    /** Open WebSockets of one address; as many more sessions may be held for it. Minimum 1. */
    @WithDefault("200")
    int sessionsPerAddress();

    /** Viewers of one address over HTTP-FLV or WS-FLV at the same time. Minimum 1. */
    @WithDefault("200")
    int viewersPerAddress();

    /** Time to receive a complete request, from accept or its first byte. Minimum 1 ms. */
    @WithDefault("10s")
    Duration requestTime();

    /** Idle time between two requests of a connection. Minimum 1 ms. */
    @WithDefault("75s")
    Duration keepAlive();

    /** IP addresses and networks ({@code 10.0.0.0/8}) without limits per address. */
    Optional<List<String>> exemptAddresses();
}

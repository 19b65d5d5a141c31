package io.multiconnection.app.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Limits of connections and requests, in total and per client address (an IPv6 /64 network is one).
 */
public interface AddressLimitsConfig {

    /** Open TCP connections; further ones are closed at once. Range: 1 or more. */
    @WithDefault("40000")
    int connections();

    /** Open TCP connections of one address; further ones are closed at once. Range: 1 or more. */
    @WithDefault("400")
    int connectionsPerAddress();

    /** New TCP connections per second of one address, with a burst of 4 s. Range: 1 or more. */
    @WithDefault("50")
    int newConnectionsPerSecond();

    /**
     * HTTP requests per second of one address, with a burst of 4 s; further ones are refused with
     * HTTP 429. Range: 1 or more.
     */
    @WithDefault("250")
    int requestsPerSecond();

    /**
     * Open WebSockets of one address; further ones are refused with HTTP 429. The same number of
     * sessions may be held for it in addition. Range: 1 to 1073741823.
     */
    @WithDefault("200")
    int sessionsPerAddress();

    /**
     * Viewers of one address over HTTP-FLV or WS-FLV at the same time; further ones are refused
     * with HTTP 429. Range: 1 or more.
     */
    @WithDefault("200")
    int viewersPerAddress();

    /**
     * Time from a connection, or from the first byte of a later request, to the end of the request;
     * then the connection is closed. Does not apply to WebSockets and responses. Range: 1 ms or
     * more.
     */
    @WithDefault("10s")
    Duration requestTime();

    /**
     * Time from a response to the next request on a connection; then the connection is closed. Keep
     * it above that of proxies. Range: 1 ms or more.
     */
    @WithDefault("75s")
    Duration keepAlive();

    /**
     * IP addresses and networks ({@code 10.0.0.0/8}) without limits per address, such as a load
     * test or the shared address of a large site.
     */
    Optional<List<String>> exemptAddresses();
}

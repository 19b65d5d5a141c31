package io.multiconnection.app;

import io.multiconnection.app.config.ConfigErrors;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.http.HttpRefusalException;
import io.multiconnection.app.limits.AddressCounter;
import io.multiconnection.app.limits.AddressRate;
import io.multiconnection.app.limits.ClientAddress;
import io.multiconnection.app.limits.ClientAddresses;
import io.multiconnection.app.limits.ConnectionLimits;
import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.app.limits.RefusalCounter;
import io.multiconnection.app.limits.RefusalCounter.Limit;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.app.websocket.GatewayEndpoint;
import io.netty.channel.Channel;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Limits of requests per second and of WebSockets by address, with HTTP 429. They limit clients
 * behind proxies too, where limits of connections cannot.
 */
@ApplicationScoped
public class RequestLimits implements HttpUpgradeCheck {

    /** Address for which a connection is counted as a WebSocket. */
    private static final AttributeKey<ClientAddress> COUNTED =
            AttributeKey.valueOf(RequestLimits.class, "counted");

    /** Priority before all other filters. */
    static final int FIRST = 10_000;

    /** Time until a client with too many open sessions may retry. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ClientAddresses clients;
    private final OpenSessions sessions;
    private final RefusalCounter refused;
    private final AddressRate rate;
    private final int perSecond;
    private final AddressCounter sockets;

    RequestLimits(
            GatewayConfig config,
            ClientAddresses clients,
            OpenSessions sessions,
            RefusalCounter refused) {
        this.clients = clients;
        this.sessions = sessions;
        this.refused = refused;
        this.perSecond = config.limits().requestsPerSecond();
        this.sockets =
                ConfigErrors.withKey(
                        "multiconnection.limits.sessions-per-address",
                        () -> new AddressCounter(config.limits().sessionsPerAddress()));
        this.rate =
                ConfigErrors.withKey(
                        "multiconnection.limits.requests-per-second",
                        () ->
                                new AddressRate(
                                        perSecond,
                                        ConnectionLimits.MAX_ADDRESSES,
                                        System.nanoTime()));
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        ClientAddress client = clients.of(request);
        Duration wait = rate.take(client, System.nanoTime());
        if (!wait.isZero()) {
            refused.count(Limit.REQUESTS_PER_SECOND);
            HttpRefusalException.tooMany(
                            "more than " + perSecond + " requests per second from this address",
                            wait)
                    .send(request.response());
        } else if (isSession(request) && !enter(VertxInternals.channel(request), client)) {
            refused.count(Limit.SESSIONS_PER_ADDRESS);
            HttpRefusalException.tooMany(
                            sockets.max() + " sessions of this address are already open or held",
                            RETRY)
                    .send(request.response());
        } else {
            context.next();
        }
    }

    private static boolean isSession(HttpServerRequest request) {
        return GatewayEndpoint.PATH.equals(request.path())
                && request.headers().contains(HttpHeaders.UPGRADE);
    }

    /**
     * Counts the WebSocket that a connection may become; returns false at the limit. The connection
     * is counted until it is closed, whether it becomes a WebSocket or not.
     */
    private boolean enter(Channel connection, ClientAddress client) {
        if (sessions.isFull(client)) {
            return false;
        }
        Attribute<ClientAddress> counted = connection.attr(COUNTED);
        ClientAddress before = counted.get();
        if (client.equals(before)) {
            return true;
        }
        if (!sockets.enter(client)) {
            return false;
        }
        counted.set(client);
        if (before == null) {
            connection.closeFuture().addListener(_ -> sockets.leave(counted.get()));
        } else {
            sockets.leave(before); // a proxy reuses connections for other clients
        }
        return true;
    }

    /** Counts upgrades again, because other spellings of the path lead to the WebSocket, too. */
    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        ClientAddress client = clients.of(context.httpRequest());
        if (!enter(VertxInternals.channel(context.httpRequest()), client)) {
            refused.count(Limit.SESSIONS_PER_ADDRESS);
            return CheckResult.rejectUpgrade(
                    429, Map.of("Retry-After", List.of(Long.toString(RETRY.toSeconds()))));
        }
        context.userData().put(ClientAddresses.CLIENT, client);
        context.userData().put(ClientAddresses.LOGGED, clients.logged(context.httpRequest()));
        return CheckResult.permitUpgrade();
    }
}

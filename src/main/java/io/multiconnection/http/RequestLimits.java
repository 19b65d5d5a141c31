package io.multiconnection.http;

import io.multiconnection.http.Refused.Limit;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Refuses requests of an address that asks too often, and WebSockets of one that has too many open,
 * with HTTP 429. Behind proxies this is what limits clients; their connections are the proxy's.
 */
@ApplicationScoped
public class RequestLimits implements HttpUpgradeCheck {

    /** The client of a WebSocket. */
    static final TypedKey<ClientAddress> CLIENT = new TypedKey<>("client");

    /** The channel of a WebSocket. */
    static final TypedKey<Channel> CHANNEL = new TypedKey<>("channel");

    /** Before every other filter. */
    private static final int FIRST = 10_000;

    /** When one who has too many sessions open may ask again. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ClientAddresses clients;
    private final Sessions sessions;
    private final Refused refused;
    private final AddressRate rate;
    private final int perSecond;

    RequestLimits(
            GatewayConfig config, ClientAddresses clients, Sessions sessions, Refused refused) {
        this.clients = clients;
        this.sessions = sessions;
        this.refused = refused;
        this.perSecond = config.limits().requestsPerSecond();
        this.rate =
                GatewayProducer.named(
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
            Refusal.tooMany("more than " + perSecond + " requests a second of this address", wait)
                    .answer(request.response());
        } else if (isSession(request) && sessions.isFull(client)) {
            refused.count(Limit.SESSIONS_PER_ADDRESS);
            Refusal.tooMany(sessions.fullText(), RETRY).answer(request.response());
        } else {
            context.next();
        }
    }

    private static boolean isSession(HttpServerRequest request) {
        return GatewayEndpoint.PATH.equals(request.path())
                && request.headers().contains(HttpHeaders.UPGRADE);
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        context.userData().put(CLIENT, clients.of(context.httpRequest()));
        context.userData().put(CHANNEL, VertxInternals.channel(context.httpRequest()));
        return CheckResult.permitUpgrade();
    }
}

package io.multiconnection.app.http;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.http.OriginPatterns.RequestFacts;
import io.multiconnection.app.limits.ClientAddresses;
import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.log.LogSubject;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests of pages that {@link OriginPatterns} does not allow, and WebSockets over the
 * limit. Created at startup, which fails if its configuration is invalid.
 */
@Singleton
public class OriginCheck implements HttpUpgradeCheck {

    /** Minimum interval between two log lines, because any client can cause refusals. */
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    /** Path that requires no token. */
    private static final String PUBLIC_API = "/api/destinations";

    private final OriginPatterns patterns;
    private final OpenSessions sessions;
    private final ClientAddresses clients;
    private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());

    OriginCheck(GatewayConfig config, OpenSessions sessions, ClientAddresses clients) {
        this.patterns = new OriginPatterns(config.hosts(), config.origins().orElse(List.of()));
        this.sessions = sessions;
        this.clients = clients;
    }

    /** Checks requests to the REST API. Operators are authenticated by their token instead. */
    void guard(@Observes Router router) {
        for (String path : List.of(PUBLIC_API, "/api/rooms*", "/api/pending*")) {
            router.route(path).order(-1).handler(it -> guard(it, !path.equals(PUBLIC_API)));
        }
    }

    private void guard(RoutingContext context, boolean needsToken) {
        Optional<String> refusal = refusal(context.request(), needsToken);
        if (refusal.isPresent()) {
            new HttpRefusalException(403, refusal.get()).send(context.response());
        } else {
            context.next();
        }
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        if (refusal(context.httpRequest()).isPresent()) {
            return CheckResult.rejectUpgrade(403);
        }
        return sessions.isClosed() ? CheckResult.rejectUpgrade(503) : CheckResult.permitUpgrade();
    }

    /** Returns why the page that sent a request is refused; empty if it is not, or no page. */
    public Optional<String> refusal(HttpServerRequest request) {
        return refusal(
                request, "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE)));
    }

    private Optional<String> refusal(HttpServerRequest request, boolean isProven) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        Optional<String> refusal = patterns.refusal(facts(request, origin, site, isProven));
        refusal.ifPresent(text -> log(text, request));
        return refusal;
    }

    /**
     * Returns why a WebSocket of a page would be refused at the host of a request; empty if not.
     *
     * @param origin origin of the page; null for a client that is no page
     */
    public Optional<String> refusal(HttpServerRequest request, @Nullable String origin) {
        return patterns.refusal(facts(request, origin, null, true));
    }

    private static RequestFacts facts(
            HttpServerRequest request,
            @Nullable String origin,
            @Nullable String site,
            boolean isProven) {
        HostAndPort host = request.authority();
        return new RequestFacts(
                String.valueOf(request.scheme()),
                host == null ? null : HostPort.of(host.host(), host.port()),
                origin,
                site,
                isProven);
    }

    private void log(String refusal, HttpServerRequest request) {
        long now = System.nanoTime();
        long next = nextLogNanos.get();
        if (now - next >= 0 && nextLogNanos.compareAndSet(next, now + LOG_INTERVAL.toNanos())) {
            Log.warnv("HTTP 403: {0}", refusal, LogSubject.ofClient(clients.logged(request)));
        }
    }
}

package io.multiconnection.http;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;

/**
 * Lets pages of the gateway's own origin and of the configured ones open a WebSocket, as far as
 * there is room, and watch. Who sends no Origin is no browser, and has no user's rights to misuse.
 */
@ApplicationScoped
public class OriginCheck implements HttpUpgradeCheck {

    private final List<String> origins;
    private final Sessions sessions;

    OriginCheck(GatewayConfig config, Sessions sessions) {
        this.origins = config.origins().orElse(List.of());
        this.sessions = sessions;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        if (!allows(context.httpRequest())) {
            return CheckResult.rejectUpgrade(403);
        }
        return sessions.isClosed() ? CheckResult.rejectUpgrade(503) : CheckResult.permitUpgrade();
    }

    /** Whether the page that asks may, if it is a page that asks. */
    boolean allows(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null || isAllowed(origin, request);
    }

    private boolean isAllowed(String origin, HttpServerRequest request) {
        return origins.contains("*") || origins.contains(origin) || isOwn(origin, request);
    }

    private static boolean isOwn(String origin, HttpServerRequest request) {
        try {
            return String.valueOf(request.getHeader("Host"))
                    .equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

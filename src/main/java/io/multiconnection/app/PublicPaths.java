package io.multiconnection.app;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.http.TicketRoutes;
import io.multiconnection.app.websocket.GatewayEndpoint;
import java.util.Optional;

/**
 * Paths that the public port serves (ADR 0022). Each path belongs to one part of the gateway, whose
 * switch decides; a path that is not known belongs to the studio, which consists of files.
 *
 * @param studio whether the studio is served
 * @param sdk whether the SDK and the protocol's schema are served
 * @param live whether live streams are served
 * @param operators whether the operators' API is served
 */
record PublicPaths(boolean studio, boolean sdk, boolean live, boolean operators) {

    static PublicPaths of(GatewayConfig config) {
        return new PublicPaths(
                config.studio(), config.sdk(), config.live(), config.operator().publicPort());
    }

    /** Returns why a normalized path is not served; empty if it is. */
    Optional<String> refusal(String path) {
        if (isUnder(path, GatewayEndpoint.PATH) || isUnder(path, TicketRoutes.PATH)) {
            return Optional.empty();
        }
        if (isUnder(path, "/live")) {
            return unless(live, "live streams are off, see multiconnection.live");
        }
        if (isUnder(path, "/sdk") || isUnder(path, "/protocol")) {
            return unless(sdk, "the SDK is off, see multiconnection.sdk");
        }
        if (isOperators(path)) {
            return unless(
                    operators,
                    "the operators' API is on the management port, see"
                            + " multiconnection.operator.public-port");
        }
        return unless(studio, "the studio is off, see multiconnection.studio");
    }

    /** Whether a normalized path belongs to the operators' API. */
    static boolean isOperators(String path) {
        return isUnder(path, "/api/rooms") || isUnder(path, "/api/pending");
    }

    private static Optional<String> unless(boolean served, String reason) {
        return served ? Optional.empty() : Optional.of(reason);
    }

    private static boolean isUnder(String path, String parent) {
        return path.startsWith(parent)
                && (path.length() == parent.length() || path.charAt(parent.length()) == '/');
    }
}

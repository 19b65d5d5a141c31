package io.multiconnection.gateway;

import io.multiconnection.rtmp.client.NetStatus;
import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Follows the requests of servers to be connected anew, here or elsewhere. They wait until the
 * setup has succeeded, one of each target. Lives on its session's event loop.
 */
final class Redirects {

    private final Gateway gateway;
    private final News news;
    private final BooleanSupplier recovers;
    private final Set<Target> waiting = new HashSet<>();

    /**
     * Creates the redirects of one session.
     *
     * @param recovers whether servers of the session are reconnected
     */
    Redirects(Gateway gateway, News news, BooleanSupplier recovers) {
        this.gateway = gateway;
        this.news = news;
        this.recovers = recovers;
    }

    /** Follows {@code status} after {@code setup} if it is a request to be connected anew. */
    void said(Target target, NetStatus status, Uni<Void> setup) {
        if (ReconnectRequest.is(status) && waiting.add(target)) {
            setup.subscribe()
                    .with(
                            _ -> {
                                waiting.remove(target);
                                follow(target, status);
                            },
                            _ -> waiting.remove(target));
        }
    }

    private void follow(Target target, NetStatus request) {
        if (!recovers.getAsBoolean() || !target.isConnected()) {
            return;
        }
        try {
            target.move(ReconnectRequest.leadsTo(request, target.destination(), gateway));
        } catch (IllegalArgumentException refusal) {
            String why =
                    target.server().hasSecrets()
                            ? "this gateway does not allow where the server leads"
                            : String.valueOf(refusal.getMessage());
            String code = "NetConnection.Connect.ReconnectRefused";
            news.status(target, null, NetStatus.of("warning", code, why));
        }
    }
}

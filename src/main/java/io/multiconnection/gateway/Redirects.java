package io.multiconnection.gateway;

import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.Destination;
import io.multiconnection.target.DestinationResolver;
import io.multiconnection.target.ReconnectRequest;
import io.multiconnection.target.Target;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Follows the requests of servers to be reconnected, here or elsewhere. They wait until the setup
 * has succeeded, one of each target; a refusal of connect that leads elsewhere is followed at once.
 * Lives on its session's event loop.
 */
final class Redirects {

    /** Redirections in a row that are followed before the server is connected. */
    private static final int MAX_HOPS = 3;

    private final DestinationResolver destinations;
    private final EventWriter news;
    private final BooleanSupplier recovers;
    private final BiConsumer<Target, Destination> replacement;
    private final Set<Target> waiting = new HashSet<>();
    private final Map<Integer, Integer> hops = new HashMap<>();

    /**
     * Creates the redirects of one session.
     *
     * @param recovers whether servers of the session are reconnected
     * @param replacement connects a target that is not connected yet elsewhere instead
     */
    Redirects(
            DestinationResolver destinations,
            EventWriter news,
            BooleanSupplier recovers,
            BiConsumer<Target, Destination> replacement) {
        this.destinations = destinations;
        this.news = news;
        this.recovers = recovers;
        this.replacement = replacement;
    }

    /** A server is connected: it may be led elsewhere as often as before. */
    void connected(Target target) {
        hops.remove(target.number());
    }

    /** Follows a request: a refusal at once, another one after {@code setup}. */
    void requested(Target target, ReconnectRequest request, Uni<Void> setup) {
        if (target.state() == ServerState.CONNECTING && request.isRefusal()) {
            redirect(target, request);
        } else if (waiting.add(target)) {
            setup.subscribe()
                    .with(
                            _ -> {
                                waiting.remove(target);
                                follow(target, request);
                            },
                            _ -> waiting.remove(target));
        }
    }

    private void redirect(Target target, ReconnectRequest refusal) {
        if (hops.merge(target.number(), 1, Integer::sum) > MAX_HOPS) {
            hops.remove(target.number());
            refuse(target, "the server was led elsewhere " + MAX_HOPS + " times already");
            return;
        }
        try {
            Destination there = refusal.resolve(target.destination(), destinations);
            String where =
                    target.server().hasSecrets()
                            ? "elsewhere"
                            : "to " + there.server().url().label();
            String code = "NetConnection.Connect.Redirected";
            news.status(
                    target,
                    null,
                    NetStatus.of("status", code, "the server sends its clients " + where));
            replacement.accept(target, there);
        } catch (IllegalArgumentException refused) {
            refuse(target, refused);
        }
    }

    private void follow(Target target, ReconnectRequest request) {
        if (!recovers.getAsBoolean() || !target.isConnected()) {
            return;
        }
        try {
            target.move(request.resolve(target.destination(), destinations));
        } catch (IllegalArgumentException refusal) {
            refuse(target, refusal);
        }
    }

    private void refuse(Target target, IllegalArgumentException refusal) {
        refuse(
                target,
                target.server().hasSecrets()
                        ? "this gateway does not allow where the server leads"
                        : String.valueOf(refusal.getMessage()));
    }

    private void refuse(Target target, String why) {
        String code = "NetConnection.Connect.ReconnectRefused";
        news.status(target, null, NetStatus.of("warning", code, why));
    }
}

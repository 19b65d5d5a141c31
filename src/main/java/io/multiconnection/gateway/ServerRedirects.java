package io.multiconnection.gateway;

import io.multiconnection.protocol.ServerState;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpUrl;
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
import java.util.function.Predicate;

/**
 * Follows the reconnect requests and redirects of servers. A reconnect request waits until the
 * setup has succeeded, one per target; a redirect that refuses connect is followed at once. Lives
 * on its session's event loop.
 */
final class ServerRedirects {

    /** Maximum of redirects in a row before the server is connected. */
    private static final int MAX_HOPS = 3;

    private final DestinationResolver destinations;
    private final Predicate<RtmpUrl> allowed;
    private final EventWriter writer;
    private final BooleanSupplier recovers;
    private final BiConsumer<Target, Destination> redirect;
    private final Set<Target> waiting = new HashSet<>();
    private final Map<Integer, Integer> hops = new HashMap<>();

    /**
     * Creates the redirects of one session.
     *
     * @param allowed servers that the client's token allows
     * @param recovers whether servers of the session are reconnected
     * @param redirect connects a target that is not connected yet to another destination
     */
    ServerRedirects(
            DestinationResolver destinations,
            Predicate<RtmpUrl> allowed,
            EventWriter writer,
            BooleanSupplier recovers,
            BiConsumer<Target, Destination> redirect) {
        this.destinations = destinations;
        this.allowed = allowed;
        this.writer = writer;
        this.recovers = recovers;
        this.redirect = redirect;
    }

    /** Resets the count of redirects of a server, because it is connected. */
    void connected(Target target) {
        hops.remove(target.number());
    }

    /** Follows a redirect at once, and a reconnect request after {@code setup}. */
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
            refuse(target, "more than " + MAX_HOPS + " redirects in a row");
            return;
        }
        try {
            Destination to = resolve(target, refusal);
            String where =
                    target.server().hasSecrets() ? "elsewhere" : "to " + to.server().url().label();
            String code = "NetConnection.Connect.Redirected";
            writer.gatewayStatus(
                    target,
                    null,
                    NetStatus.of("status", code, "the server redirects its clients " + where));
            redirect.accept(target, to);
        } catch (IllegalArgumentException refused) {
            refuse(target, refused);
        }
    }

    private Destination resolve(Target target, ReconnectRequest request) {
        Destination from = target.destination();
        Destination to = request.resolve(from, destinations);
        boolean isElsewhere = !to.server().url().equals(from.server().url());
        if (isElsewhere && !allowed.test(to.server().url())) {
            throw new IllegalArgumentException(
                    to.labelled("the client's token does not allow the destination"));
        }
        return to;
    }

    private void follow(Target target, ReconnectRequest request) {
        if (!recovers.getAsBoolean() || !target.isConnected()) {
            return;
        }
        try {
            target.move(resolve(target, request));
        } catch (IllegalArgumentException refusal) {
            refuse(target, refusal);
        }
    }

    private void refuse(Target target, IllegalArgumentException refusal) {
        refuse(
                target,
                target.server().hasSecrets()
                        ? "this gateway does not allow the destination of the redirect"
                        : String.valueOf(refusal.getMessage()));
    }

    private void refuse(Target target, String why) {
        String code = "NetConnection.Connect.ReconnectRefused";
        writer.gatewayStatus(target, null, NetStatus.of("warning", code, why));
    }
}

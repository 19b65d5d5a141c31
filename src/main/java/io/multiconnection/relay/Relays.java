package io.multiconnection.relay;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.relay.StreamSource.Listener;
import io.multiconnection.relay.StreamSource.Play;
import io.multiconnection.rtmp.client.Dialer;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Relays of a gateway, by upstream play. Thread-safe. */
public final class Relays {

    private final RelayContext context;
    private final Map<UpstreamPlay, Relay> relays = new ConcurrentHashMap<>();

    /**
     * Creates an empty set of relays.
     *
     * @param memory bounds the memory of all relays and their viewers
     */
    public Relays(Dialer dialer, RelayLimits limits, PlayMetrics metrics, MemoryBudget memory) {
        this.context = new RelayContext(dialer, limits, metrics, memory);
    }

    public PlayMetrics metrics() {
        return context.metrics();
    }

    /**
     * Adds a viewer to the relay of a stream, which is started if there is none. The relay runs on
     * the event loop of its first viewer.
     *
     * @param loop the viewer's event loop, on which this is called and {@code listener} notified
     */
    public Play watch(UpstreamPlay upstream, EventLoop loop, Listener listener) {
        RelaySubscription viewer =
                new RelaySubscription(
                        upstream.url().server(), loop, listener, it -> join(upstream, it));
        viewer.join();
        return viewer;
    }

    /** Adds a viewer to the current relay; returns the action that removes it from that relay. */
    private Runnable join(UpstreamPlay upstream, RelaySubscription viewer) {
        Relay relay =
                relays.computeIfAbsent(
                        upstream,
                        _ ->
                                new Relay(
                                        upstream,
                                        viewer.loop(),
                                        context,
                                        closed -> relays.remove(upstream, closed)));
        relay.join(viewer);
        return relay::leave;
    }

    /** Closes every relay in order; the future completes when their connections are closed. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(
                List.copyOf(relays.values()).stream()
                        .map(Relay::close)
                        .toArray(CompletableFuture[]::new));
    }
}

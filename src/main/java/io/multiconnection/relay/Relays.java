package io.multiconnection.relay;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.relay.Source.Listener;
import io.multiconnection.relay.Source.Play;
import io.multiconnection.rtmp.client.Dialer;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The relays of this gateway, by what they relay. Thread-safe. */
public final class Relays {

    private final Dialer dialer;
    private final RelayLimits limits;
    private final PlayMetrics metrics;
    private final MemoryBudget memory;
    private final Map<Upstream, Relay> relays = new ConcurrentHashMap<>();

    /**
     * No relays yet.
     *
     * @param memory bounds what all relays and their viewers hold
     */
    public Relays(Dialer dialer, RelayLimits limits, PlayMetrics metrics, MemoryBudget memory) {
        this.dialer = dialer;
        this.limits = limits;
        this.metrics = metrics;
        this.memory = memory;
    }

    Dialer dialer() {
        return dialer;
    }

    RelayLimits limits() {
        return limits;
    }

    MemoryBudget memory() {
        return memory;
    }

    public PlayMetrics metrics() {
        return metrics;
    }

    /**
     * Watches a stream together with everybody else who does. The first one to come lends it the
     * event loop.
     *
     * @param loop the viewer's own, on which this is called and {@code listener} hears
     */
    public Play watch(Upstream upstream, EventLoop loop, Listener listener) {
        RelaySubscription watch = new RelaySubscription(this, upstream, loop, listener);
        watch.join();
        return watch;
    }

    Relay relay(Upstream upstream, EventLoop loop) {
        return relays.computeIfAbsent(upstream, _ -> new Relay(upstream, loop, this));
    }

    void ended(Upstream upstream, Relay relay) {
        relays.remove(upstream, relay);
    }

    /** Ends every relay, in order: the gateway shuts down. Done when the servers have been told. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(
                List.copyOf(relays.values()).stream()
                        .map(Relay::close)
                        .toArray(CompletableFuture[]::new));
    }
}

package io.multiconnection.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.multiconnection.gateway.GatewayMetrics;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.target.TargetMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Micrometer metrics of plays, and of targets by group of destinations. The configuration names the
 * groups, which bounds their number; labels are cut to {@value #MAX_LABEL} characters.
 */
@ApplicationScoped
public class MicrometerMetrics implements GatewayMetrics {

    private static final int MAX_LABEL = 64;

    private final MeterRegistry registry;
    private final Map<String, TargetMetrics> destinations = new ConcurrentHashMap<>();

    private final PlayMetrics plays;

    MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.plays = plays(registry);
    }

    @Override
    public PlayMetrics plays() {
        return plays;
    }

    @Override
    public void resumed(boolean recovered) {
        registry.counter(
                        "multiconnection.sessions.resumed",
                        "recovered",
                        Boolean.toString(recovered))
                .increment();
    }

    @Override
    public void eventDropped(String kind) {
        registry.counter("multiconnection.server.events.dropped", "kind", kind).increment();
    }

    private static PlayMetrics plays(MeterRegistry registry) {
        AtomicInteger relays = registry.gauge("multiconnection.play.relays", new AtomicInteger());
        AtomicInteger viewers = registry.gauge("multiconnection.play.viewers", new AtomicInteger());
        Counter bytes = registry.counter("multiconnection.play.bytes");
        Counter dropped = registry.counter("multiconnection.play.dropped.frames");
        Counter failovers = registry.counter("multiconnection.play.failovers");
        return new PlayMetrics() {
            @Override
            public void relays(int change) {
                relays.addAndGet(change);
            }

            @Override
            public void viewers(int change) {
                viewers.addAndGet(change);
            }

            @Override
            public void sent(int count) {
                bytes.increment(count);
            }

            @Override
            public void dropped() {
                dropped.increment();
            }

            @Override
            public void failover() {
                failovers.increment();
            }

            @Override
            public void unreadable(int typeId) {
                registry.counter("multiconnection.play.unreadable", "type", type(typeId))
                        .increment();
            }
        };
    }

    @Override
    public TargetMetrics target(String group) {
        String label = group.length() <= MAX_LABEL ? group : group.substring(0, MAX_LABEL);
        return destinations.computeIfAbsent(label, this::make);
    }

    private TargetMetrics make(String destination) {
        Counter bytes = counter("bytes", destination);
        Counter frames = counter("frames", destination);
        Counter dropped = counter("dropped.frames", destination);
        Timer slotLag =
                registry.timer("multiconnection.target.slot.lag", "destination", destination);
        return new TargetMetrics() {
            @Override
            public void entered(ServerState state) {
                state(destination, state).increment();
            }

            @Override
            public void sent(int newFrames, long newBytes) {
                frames.increment(newFrames);
                bytes.increment((double) newBytes);
            }

            @Override
            public void dropped() {
                dropped.increment();
            }

            @Override
            public void slotWritten(long lagMillis) {
                slotLag.record(lagMillis, TimeUnit.MILLISECONDS);
            }

            @Override
            public void unreadable(int typeId) {
                registry.counter(
                                "multiconnection.target.unreadable",
                                "destination",
                                destination,
                                "type",
                                type(typeId))
                        .increment();
            }
        };
    }

    /**
     * Returns the label of a message type; few types, control messages and values, can be
     * unreadable.
     */
    private static String type(int typeId) {
        return Integer.toString(typeId);
    }

    private Counter state(String destination, ServerState state) {
        return registry.counter(
                "multiconnection.target.states",
                "destination",
                destination,
                "state",
                state.wireName());
    }

    private Counter counter(String name, String destination) {
        return registry.counter("multiconnection.target." + name, "destination", destination);
    }
}

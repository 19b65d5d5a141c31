package io.multiconnection.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.multiconnection.gateway.GatewayMetrics;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.target.TargetMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Micrometer metrics of plays, and of targets by group of destinations. The configuration names the
 * groups, which bounds their number; labels are cut to {@value #MAX_LABEL} characters.
 */
@ApplicationScoped
public class MicrometerMetrics implements GatewayMetrics {

    private static final int MAX_LABEL = 64;

    /** Acks are sent after 250 ms; what is more is the delay of the event loop. */
    private static final Duration[] ACK_DELAYS =
            Stream.of(260, 275, 300, 350, 500, 1000, 2000)
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<String, TargetMetrics> destinations = new ConcurrentHashMap<>();

    private final PlayMetrics plays;
    private final Timer ackDelay;

    /** Creates metrics in a registry. */
    public MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.plays = plays(registry);
        this.ackDelay =
                Timer.builder("multiconnection.ack.delay")
                        .description("time from the receipt of media to its ack")
                        .serviceLevelObjectives(ACK_DELAYS)
                        .register(registry);
    }

    @Override
    public void acked(long nanos) {
        ackDelay.record(nanos, TimeUnit.NANOSECONDS);
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
        return destinations.computeIfAbsent(label, it -> new MicrometerTargetMetrics(registry, it));
    }

    /**
     * Returns the label of a message type; few types, control messages and values, can be
     * unreadable.
     */
    private static String type(int typeId) {
        return Integer.toString(typeId);
    }
}

package io.multiconnection.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.multiconnection.gateway.GatewayMetrics;
import io.multiconnection.protocol.ServerState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The gateway's counters, by destination. What a client may name is open-ended, so after the first
 * {@value #MAX_DESTINATIONS} destinations the rest count as one, "other".
 */
@ApplicationScoped
public class MicrometerMetrics implements GatewayMetrics {

    private static final int MAX_DESTINATIONS = 500;

    private final MeterRegistry registry;
    private final Map<String, TargetMetrics> destinations = new ConcurrentHashMap<>();

    MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public TargetMetrics target(String label) {
        boolean known = destinations.containsKey(label) || destinations.size() < MAX_DESTINATIONS;
        return destinations.computeIfAbsent(known ? label : "other", this::make);
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
            public void sent(int count) {
                bytes.increment(count);
                frames.increment();
            }

            @Override
            public void dropped() {
                dropped.increment();
            }

            @Override
            public void slotWritten(long lagMillis) {
                slotLag.record(lagMillis, TimeUnit.MILLISECONDS);
            }
        };
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

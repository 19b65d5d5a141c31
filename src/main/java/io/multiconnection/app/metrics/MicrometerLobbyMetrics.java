package io.multiconnection.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.multiconnection.protocol.RejectReason;
import io.multiconnection.rooms.DirectoryInfo.State;
import io.multiconnection.rooms.LobbyMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Micrometer metrics of pending clients and of the directories of rooms. */
@ApplicationScoped
public class MicrometerLobbyMetrics implements LobbyMetrics {

    /** Gauges of one directory. */
    private record Gauges(AtomicInteger stale, AtomicInteger rooms, AtomicInteger malformed) {}

    private final MeterRegistry registry;
    private final AtomicInteger pending;
    private final Counter accepted;
    private final Map<String, Gauges> directories = new ConcurrentHashMap<>();

    /** Creates metrics in a registry. */
    public MicrometerLobbyMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.pending = gauge("multiconnection.pending.clients", Tags.empty());
        this.accepted = registry.counter("multiconnection.pending.accepted");
    }

    @Override
    public void pending(int clients) {
        pending.set(clients);
    }

    @Override
    public void accepted() {
        accepted.increment();
    }

    @Override
    public void rejected(RejectReason reason) {
        registry.counter("multiconnection.pending.rejected", "reason", reason.wireName())
                .increment();
    }

    @Override
    public void directory(State state, String name, int rooms, int malformed) {
        Gauges gauges = directories.computeIfAbsent(name, this::gauges);
        gauges.stale().set(state == State.CURRENT ? 0 : 1);
        gauges.rooms().set(rooms);
        gauges.malformed().set(malformed);
    }

    private Gauges gauges(String directory) {
        Tags tags = Tags.of("directory", directory);
        return new Gauges(
                gauge("multiconnection.directory.stale", tags),
                gauge("multiconnection.directory.rooms", tags),
                gauge("multiconnection.directory.malformed", tags));
    }

    private AtomicInteger gauge(String name, Tags tags) {
        AtomicInteger value = new AtomicInteger();
        registry.gauge(name, tags, value);
        return value;
    }
}

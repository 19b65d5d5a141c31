package io.multiconnection.app.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryOverrun;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Metrics of the memory budget. */
@Singleton
final class MemoryMetrics {

    void register(@Observes StartupEvent start, MemoryBudget memory, MeterRegistry registry) {
        for (MemoryKind kind : MemoryKind.values()) {
            Gauge.builder("multiconnection.memory.bytes", memory, it -> it.used(kind))
                    .tag("kind", kind.label())
                    .description("memory held for clients and servers in bytes")
                    .register(registry);
        }
        Gauge.builder("multiconnection.memory.limit.bytes", memory, it -> it.limits().total())
                .description("limit of the memory held for clients and servers in bytes")
                .register(registry);
        FunctionCounter.builder("multiconnection.memory.refused", memory, MemoryBudget::refused)
                .description("sessions and viewers refused because the gateway was short of memory")
                .register(registry);
        for (MemoryOverrun reason : MemoryOverrun.values()) {
            FunctionCounter.builder("multiconnection.memory.ended", memory, it -> it.ended(reason))
                    .tag("reason", reason.label())
                    .description("sessions, viewers and connections ended because of their memory")
                    .register(registry);
        }
    }
}

package io.multiconnection.app.metrics;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** Filters of the metrics that Quarkus registers. */
final class MeterFilters {

    /**
     * Gauges that Quarkus registers twice under one name: for the event loops and for the
     * acceptors, and for the public and for the management port. The registry would log a warning
     * at each start and keep only one of them.
     */
    private static final Set<String> AMBIGUOUS =
            Set.of(
                    "netty.eventexecutor.workers",
                    "http.server.active.connections",
                    "http.server.active.requests");

    /** Removes gauges of which only one of two would be visible. */
    @Produces
    @Singleton
    MeterFilter withoutAmbiguousGauges() {
        return MeterFilter.deny(meter -> AMBIGUOUS.contains(meter.getName()));
    }
}

package io.multiconnection.app.metrics;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/** Bounds labels of Quarkus's metrics that clients choose, as each value makes a new series. */
final class MetricLabels {

    /** RFC 9110, section 9.1, and RFC 5789. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    @Produces
    @Singleton
    MeterFilter methods() {
        return MeterFilter.replaceTagValues(
                "method", method -> METHODS.contains(method) ? method : "other");
    }
}

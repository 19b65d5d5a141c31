package io.multiconnection.app.limits;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/** Counter of refused connections and requests, by limit. */
@ApplicationScoped
public class RefusalCounter {

    /** Limits that refuse connections and requests. */
    public enum Limit {
        CONNECTIONS,
        CONNECTIONS_PER_ADDRESS,
        NEW_CONNECTIONS_PER_SECOND,
        REQUESTS_PER_SECOND,
        SESSIONS_PER_ADDRESS,
        VIEWERS_PER_ADDRESS,
        REQUEST_TIME
    }

    private final MeterRegistry registry;

    RefusalCounter(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a refusal. */
    public void count(Limit limit) {
        registry.counter(
                        "multiconnection.refused",
                        "limit",
                        limit.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .increment();
    }
}

package io.multiconnection.app.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Other gateways behind the same load balancer. */
public interface PeersConfig {

    /**
     * Management interfaces of all gateways, {@code host:port}, up to 64. A host may have several
     * addresses, as a headless Service has one for each pod. Default: none, this gateway is the
     * only one.
     */
    Optional<List<String>> addresses();

    /**
     * IP address of this gateway as the others see it; its port is {@code quarkus.management.port}.
     * Required with {@code addresses}.
     */
    Optional<String> self();

    /** Time limit for another gateway to end a session. Range: 1 ms to 1 m. */
    @WithDefault("5s")
    Duration timeout();
}

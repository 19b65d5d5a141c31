package io.multiconnection.app.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configuration of the load at which a gateway refuses more, a part of {@link GatewayConfig}. */
public interface LoadConfig {

    /**
     * Load, as a ratio, from which on the gateway is not ready, so that a load balancer leads new
     * clients elsewhere; ready again 0.1 below. 0 switches it off. Range: 0, and more than 0.1 to
     * 1.
     */
    @WithDefault("0.95")
    double limit();

    /** Delay of the tasks of an event loop that counts as full load. Range: 1 ms or more. */
    @WithDefault("100ms")
    Duration loopDelay();
}

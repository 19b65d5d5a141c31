package io.multiconnection.app;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configuration of the load at which a gateway refuses more, a part of {@link GatewayConfig}. */
public interface LoadConfig {

    /**
     * Load, as a ratio, from which on the gateway is not ready, so that a load balancer leads new
     * clients elsewhere; ready again 0.1 below. More than 0.1 up to 1; 0 switches it off.
     */
    @WithDefault("0.95")
    double limit();

    /** Delay of the tasks of an event loop that counts as full load. Minimum 1 ms. */
    @WithDefault("100ms")
    Duration loopDelay();
}

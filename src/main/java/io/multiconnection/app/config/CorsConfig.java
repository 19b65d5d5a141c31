package io.multiconnection.app.config;

import io.smallrye.config.WithDefault;
import java.util.List;

/** Requests for live streams from pages of other origins (CORS). */
public interface CorsConfig {

    /** Names of allowed request headers besides the CORS-safelisted ones; {@code *} for any. */
    @WithDefault("range")
    List<String> headers();

    /**
     * Whether credentials are allowed, such as cookies for a proxy in front of the gateway. Not
     * with {@code multiconnection.origins=*}.
     */
    @WithDefault("false")
    boolean credentials();
}

package io.multiconnection.app;

import io.smallrye.config.WithDefault;
import java.util.List;

/** Requests for live streams that pages of other origins may make. */
public interface CorsConfig {

    /** Request headers they may send beyond the simple ones; {@code *} for any. */
    @WithDefault("range")
    List<String> headers();

    /** Whether they may send credentials, such as cookies for a proxy before the gateway. */
    @WithDefault("false")
    boolean credentials();
}

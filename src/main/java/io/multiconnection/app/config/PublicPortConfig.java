package io.multiconnection.app.config;

import io.smallrye.config.WithDefault;

/** Content of the public port besides the WebSocket, a part of {@link GatewayConfig} (ADR 0022). */
public interface PublicPortConfig {

    /** Whether the gateway serves the studio: its pages and the list of destinations for them. */
    @WithDefault("false")
    boolean studio();

    /** Whether the gateway serves the SDK and the JSON Schema of the protocol. */
    @WithDefault("true")
    boolean sdk();

    /** Whether the gateway serves live streams over HTTP and WebSockets. */
    @WithDefault("true")
    boolean live();
}

package io.multiconnection.load;

import java.util.List;

/** Relays that can be measured beside each other. */
enum RelayKind {
    GATEWAY,
    NGINX,
    FFMPEG,
    TEE;

    /** Returns whether the relay compiles its code while it runs, and so needs a warm-up. */
    boolean isJvm() {
        return this == GATEWAY || this == TEE;
    }

    /** Creates the sinks to which this relay can send. */
    Sinks sinks(Loops loops, int count) {
        return this == TEE ? new TcpSinks(loops, count) : new RtmpSinks(loops, count);
    }

    /**
     * Starts the relay.
     *
     * @param options options of the gateway's JVM
     */
    Relay start(Loops loops, Sinks sinks, List<String> options) {
        return switch (this) {
            case GATEWAY -> new GatewayRelay(loops, sinks, options);
            case NGINX -> new NginxRelay(loops, sinks);
            case FFMPEG -> new FfmpegRelay(loops, sinks);
            case TEE -> new TeeRelay(loops, sinks);
        };
    }
}

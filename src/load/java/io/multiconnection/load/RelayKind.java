package io.multiconnection.load;

import java.time.Duration;
import java.util.List;

/** Relays that can be measured beside each other. */
enum RelayKind {
    GATEWAY,
    NGINX,
    FFMPEG,
    TEE;

    private static final Duration START = Duration.ofSeconds(5);

    /** Returns the time before the measurement, which is shorter for relays without a JVM. */
    Duration warmUp(Duration ofJvm) {
        return this == GATEWAY || this == TEE ? ofJvm : START;
    }

    /** Creates the sinks to which this relay can send. */
    Sinks sinks(Loops loops, int count) {
        return this == TEE ? new TcpSinks(loops, count) : new RtmpSinks(loops, count);
    }

    /**
     * Starts the relay.
     *
     * @param servers ports of the sinks
     * @param options options of the gateway's JVM
     */
    Relay start(Loops loops, List<Integer> servers, List<String> options) {
        return switch (this) {
            case GATEWAY -> new GatewayRelay(loops, servers, options);
            case NGINX -> new NginxRelay(loops, servers);
            case FFMPEG -> new FfmpegRelay(loops, servers);
            case TEE -> new TeeRelay(loops, servers);
        };
    }
}

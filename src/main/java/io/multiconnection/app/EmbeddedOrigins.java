package io.multiconnection.app;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.recordings.RecordingLimits;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** RTMP servers inside the gateway, for development and tests; off by default. */
@ApplicationScoped
public class EmbeddedOrigins {

    private final GatewayConfig.EmbeddedOriginConfig config;
    private final MemoryBudget memory;
    private final List<Origin> origins = new ArrayList<>();

    EmbeddedOrigins(GatewayConfig config, MemoryBudget memory) {
        this.config = config.embeddedOrigin();
        this.memory = memory;
    }

    void start(@Observes StartupEvent event) {
        for (int port : config.ports().orElse(List.of())) {
            Origin origin = listen(options(port));
            origins.add(origin);
            Log.infof("embedded origin at %s", origin.url("live"));
        }
        if (config.rooms() && !origins.isEmpty()) {
            DemoRooms.open(origins);
        }
    }

    /** Returns options with a folder for each origin, because origins are independent servers. */
    private OriginOptions options(int port) {
        OriginOptions options =
                OriginOptions.DEFAULT.on(config.host(), port).recordingWithin(recordings());
        String name = "origin-" + (origins.size() + 1);
        return config.folder()
                .map(folder -> options.keepingIn(folder.resolve(name)))
                .orElse(options);
    }

    private RecordingLimits recordings() {
        try {
            return RecordingLimits.DEFAULT.withBytes(
                    config.recordingBytes().asLongValue(), config.folderBytes().asLongValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "multiconnection.embedded-origin.recording-bytes, folder-bytes: "
                            + e.getMessage(),
                    e);
        }
    }

    private Origin listen(OriginOptions options) {
        try {
            return Origin.start(options, memory);
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "multiconnection.embedded-origin: " + e.getMessage(), e);
        }
    }

    /** Returns the URLs of the origins' {@code live} applications. */
    List<String> urls() {
        return origins.stream().map(origin -> origin.url("live")).toList();
    }

    void stop(@Observes ShutdownEvent event) {
        origins.forEach(Origin::close);
    }
}

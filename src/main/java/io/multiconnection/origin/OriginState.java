package io.multiconnection.origin;

import java.util.List;

/**
 * Snapshot of an origin.
 *
 * @param connections number of connected clients
 * @param streams streams that are published or played now, or were recently
 */
public record OriginState(int connections, List<StreamInfo> streams) {

    public OriginState {
        streams = List.copyOf(streams);
    }

    /** Returns a stream by its name; an unknown one has all counters at 0. */
    public StreamInfo stream(String app, String name) {
        return streams.stream()
                .filter(stream -> stream.app().equals(app) && stream.name().equals(name))
                .findFirst()
                .orElseGet(() -> StreamInfo.unknown(app, name));
    }
}

package io.multiconnection.origin;

import java.util.List;

/**
 * An origin at one moment.
 *
 * @param connections clients that are connected
 * @param streams what is published or played now, and what was lately
 */
public record OriginState(int connections, List<StreamInfo> streams) {

    public OriginState {
        streams = List.copyOf(streams);
    }

    /** A stream by its name; one that nobody has asked for is all zeros. */
    public StreamInfo stream(String app, String name) {
        return streams.stream()
                .filter(stream -> stream.app().equals(app) && stream.name().equals(name))
                .findFirst()
                .orElseGet(() -> StreamInfo.unknown(app, name));
    }
}

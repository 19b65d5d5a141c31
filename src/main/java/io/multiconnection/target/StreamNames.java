package io.multiconnection.target;

import java.util.HashMap;
import java.util.Map;

/** Stream names that the client has set for one server, by stream number. */
public final class StreamNames {

    private final Map<Integer, String> names;

    /** Creates names from a map of stream numbers to names. */
    public StreamNames(Map<Integer, String> names) {
        this.names = new HashMap<>(names);
    }

    /** Returns the name of a stream, or {@code fallback} if none is set for this server. */
    public String of(int stream, String fallback) {
        return names.getOrDefault(stream, fallback);
    }

    /** Removes the name of a stream whose number another stream has now. */
    public void remove(int stream) {
        names.remove(stream);
    }
}

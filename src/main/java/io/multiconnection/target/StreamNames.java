package io.multiconnection.target;

import java.util.HashMap;
import java.util.Map;

/** Names under which streams are published on one server, where they were said for it. */
public final class StreamNames {

    private final Map<Integer, String> names;

    /** Creates the names of streams by their numbers. */
    public StreamNames(Map<Integer, String> names) {
        this.names = new HashMap<>(names);
    }

    /** Returns the name of a stream, or {@code other} where none was said for this server. */
    public String of(int stream, String other) {
        return names.getOrDefault(stream, other);
    }

    /** Forgets the name of a stream: another one has its number now. */
    public void forget(int stream) {
        names.remove(stream);
    }
}

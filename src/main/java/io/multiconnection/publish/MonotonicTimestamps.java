package io.multiconnection.publish;

import io.multiconnection.protocol.MediaFrame.Kind;
import java.util.EnumMap;
import java.util.Map;

/** Timestamps of one stream, which never decrease within audio or within video. */
final class MonotonicTimestamps {

    private final Map<Kind, Integer> last = new EnumMap<>(Kind.class);
    private int latest;

    /** Returns {@code timestamp}, or the last one of its kind if that is later. */
    int onward(Kind kind, int timestamp) {
        int before = last.getOrDefault(kind, timestamp);
        latest = timestamp - before < 0 ? before : timestamp;
        last.put(kind, latest);
        return latest;
    }

    /** Returns the timestamp of the last frame in milliseconds, unsigned; 0 before the first. */
    int latest() {
        return latest;
    }

    boolean has(Kind kind) {
        return last.containsKey(kind);
    }
}

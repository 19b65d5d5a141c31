package io.multiconnection.publish;

import io.multiconnection.protocol.MediaFrame.Kind;
import java.util.EnumMap;
import java.util.Map;

/** The timestamps of one stream, which on each of audio and video never go back. */
final class MonotonicTimestamps {

    private final Map<Kind, Integer> last = new EnumMap<>(Kind.class);
    private int latest;

    /** {@code timestamp}, or the last one of its kind where it would go back. */
    int onward(Kind kind, int timestamp) {
        int before = last.getOrDefault(kind, timestamp);
        latest = timestamp - before < 0 ? before : timestamp;
        last.put(kind, latest);
        return latest;
    }

    /** Milliseconds of the last frame, unsigned; 0 before the first. */
    int latest() {
        return latest;
    }

    boolean has(Kind kind) {
        return last.containsKey(kind);
    }
}

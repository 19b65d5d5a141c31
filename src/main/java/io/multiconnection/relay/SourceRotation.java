package io.multiconnection.relay;

import io.multiconnection.rtmp.client.RtmpClientException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** One turn through the sources: each is tried once, in their order. */
final class SourceRotation {

    private final int first;
    private final int sources;
    private final Map<Integer, RtmpClientException> faults = new TreeMap<>();
    private int tried;
    private int silent = -1;

    SourceRotation(int first, int sources) {
        this.first = first;
        this.sources = sources;
    }

    boolean hasNext() {
        return tried < sources;
    }

    int next() {
        return (first + tried++) % sources;
    }

    /** A source cannot be played from. */
    void failed(int source, RtmpClientException fault) {
        faults.put(source, fault);
    }

    /** A source is there, and has nothing to play. */
    void silent(int source) {
        silent = silent < 0 ? source : silent;
    }

    /** The first source that is there and has nothing to play; -1 if none is. */
    int silent() {
        return silent;
    }

    /** What was wrong with each source, in the order of their numbers. */
    Map<Integer, RtmpClientException> faults() {
        return Collections.unmodifiableMap(faults);
    }
}

package io.multiconnection.relay;

import io.multiconnection.rtmp.client.RtmpClientException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** One pass through the sources of a player, in their order; each is tried once. */
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

    /** Records the fault of a source. */
    void failed(int source, RtmpClientException fault) {
        faults.put(source, fault);
    }

    /** Records a source that accepts the play but sends no media. */
    void silent(int source) {
        silent = silent < 0 ? source : silent;
    }

    /** Returns the first source that accepted the play without sending media; -1 if none did. */
    int silent() {
        return silent;
    }

    /** Returns the faults, ordered by the number of their source. */
    Map<Integer, RtmpClientException> faults() {
        return Collections.unmodifiableMap(faults);
    }
}

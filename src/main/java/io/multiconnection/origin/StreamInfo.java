package io.multiconnection.origin;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;

/**
 * Snapshot of a stream of an origin, with the counters of its latest publication.
 *
 * @param name name without the query
 * @param recording whether it is recorded, until the file is complete
 * @param metadata the last onMetaData, undefined if there was none; read-only
 * @param videoConfigured whether a video codec configuration was received
 * @param audioConfigured whether an audio codec configuration was received
 * @param videoFrames received video frames, including keyframes, without codec configurations
 * @param bytes bytes of all messages, without chunk headers
 * @param dropped frames that were dropped because players were slow, since the stream exists
 */
public record StreamInfo(
        String app,
        String name,
        boolean publishing,
        boolean recording,
        AmfValue metadata,
        boolean videoConfigured,
        boolean audioConfigured,
        long videoFrames,
        long keyframes,
        long audioFrames,
        long bytes,
        int players,
        long dropped) {

    /** Returns the snapshot of a stream that was never published or played. */
    static StreamInfo unknown(String app, String name) {
        return new StreamInfo(
                app, name, false, false, AmfUndefined.UNDEFINED, false, false, 0, 0, 0, 0, 0, 0);
    }
}

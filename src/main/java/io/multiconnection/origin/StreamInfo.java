package io.multiconnection.origin;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;

/**
 * A stream of an origin at one moment: of the publisher that is there, or of the last one.
 *
 * @param name without its query
 * @param recording whether it is recorded, the time included that the disk needs after its end
 * @param metadata the last onMetaData, undefined if there was none; not to be changed
 * @param videoConfigured whether a video codec configuration came
 * @param audioConfigured whether an audio codec configuration came
 * @param videoFrames how many came, keyframes included, codec configurations not
 * @param bytes of all messages, without chunk headers
 * @param dropped frames that were not sent to players because these were slow, since the stream's
 *     beginning
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

    /** A stream that nobody has asked for. */
    static StreamInfo unknown(String app, String name) {
        return new StreamInfo(
                app, name, false, false, AmfUndefined.UNDEFINED, false, false, 0, 0, 0, 0, 0, 0);
    }
}

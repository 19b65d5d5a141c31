package io.multiconnection.recordings;

import io.multiconnection.media.FlvTag;
import io.netty.buffer.ByteBuf;

/**
 * Message of a recording.
 *
 * @param type {@link FlvTag#AUDIO}, {@link FlvTag#VIDEO} or {@link FlvTag#DATA}, as RTMP's message
 *     types
 * @param timestamp milliseconds, not negative
 * @param body on the heap; needs no release
 */
public record RecordedTag(int type, int timestamp, ByteBuf body) {

    /** Returns this tag with another timestamp. */
    RecordedTag at(int newTimestamp) {
        return new RecordedTag(type, newTimestamp, body);
    }
}

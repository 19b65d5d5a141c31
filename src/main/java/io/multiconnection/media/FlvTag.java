package io.multiconnection.media;

import io.netty.buffer.ByteBuf;

/**
 * Tag of an FLV file (FLV 10.1, annex E.4.1), without its body.
 *
 * @param position position of the first byte in the file
 * @param type {@link #AUDIO}, {@link #VIDEO} or {@link #DATA}, as RTMP's message types; files may
 *     contain others
 * @param timestamp milliseconds, not negative; a negative one is read as 0
 * @param bodyBytes length of the body, 0..16777215
 * @param head first bytes of the body, enough for {@link TagClassifier}: up to 64, or all of a list
 *     of tracks. On the heap; needs no release
 */
public record FlvTag(long position, int type, int timestamp, int bodyBytes, ByteBuf head) {

    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    public static final int DATA = 18;

    /** Returns the position of the next tag. */
    public long end() {
        return position + FlvWriter.TAG_OVERHEAD_BYTES + bodyBytes;
    }

    /** Returns whether the body is a list of tracks, according to {@code head}. */
    boolean hasManyTracks() {
        return switch (type) {
            case AUDIO -> AudioHeader.hasManyTracks(head);
            case VIDEO -> VideoHeader.hasManyTracks(head);
            default -> false;
        };
    }

    FlvTag withHead(ByteBuf newHead) {
        return new FlvTag(position, type, timestamp, bodyBytes, newHead);
    }
}

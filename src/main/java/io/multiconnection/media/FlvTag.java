package io.multiconnection.media;

import io.netty.buffer.ByteBuf;

/**
 * A tag of an FLV file (FLV 10.1, annex E.4.1), its body left in the file.
 *
 * @param position of its first byte in the file
 * @param type {@link #AUDIO}, {@link #VIDEO} or {@link #DATA}, as RTMP's message types; files may
 *     hold others
 * @param timestamp milliseconds, not negative: what would be is read as 0
 * @param bodyBytes 0..16777215
 * @param head the body's first bytes: 64 at most, or all of a body that is a list of tracks, and so
 *     enough for {@link TagClassifier}. On the heap; needs no release
 */
public record FlvTag(long position, int type, int timestamp, int bodyBytes, ByteBuf head) {

    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    public static final int DATA = 18;

    /** Where the next tag begins. */
    public long end() {
        return position + FlvWriter.TAG_OVERHEAD_BYTES + bodyBytes;
    }

    /** Returns whether the body, as far as it is in {@code head}, is a list of tracks. */
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

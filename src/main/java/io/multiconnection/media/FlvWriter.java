package io.multiconnection.media;

import java.nio.ByteBuffer;

/** Writes what an FLV file is made of (FLV 10.1, annex E.2 to E.4.1). */
public final class FlvWriter {

    /** Bytes of a tag besides its body: the header before it, its size after it. */
    public static final int TAG_OVERHEAD_BYTES = 15;

    /** Bytes of a tag before its body. */
    public static final int TAG_HEADER_BYTES = 11;

    private static final int HEADER_BYTES = 9;
    private static final int AUDIO = 4;
    private static final int VIDEO = 1;

    private FlvWriter() {}

    /** The beginning of a file, up to its first tag. */
    public static byte[] header(boolean audio, boolean video) {
        return ByteBuffer.allocate(HEADER_BYTES + 4)
                .put((byte) 'F')
                .put((byte) 'L')
                .put((byte) 'V')
                .put((byte) 1)
                .put((byte) ((audio ? AUDIO : 0) | (video ? VIDEO : 0)))
                .putInt(HEADER_BYTES)
                .putInt(0)
                .array();
    }

    /**
     * A tag and its size, which the next one is preceded by.
     *
     * @param type 8 audio, 9 video, 18 data, as RTMP's message types
     * @param timestamp milliseconds, unsigned; what readers take for signed ends after 24.8 days
     * @param body at most 16777215 bytes, as an RTMP message
     */
    public static byte[] tag(int type, int timestamp, byte[] body) {
        return putTagHeader(
                        ByteBuffer.allocate(TAG_OVERHEAD_BYTES + body.length),
                        type,
                        timestamp,
                        body.length)
                .put(body)
                .putInt(TAG_HEADER_BYTES + body.length)
                .array();
    }

    /** What stands before the body in {@link #tag}, for one whose body is at hand already. */
    public static byte[] tagHeader(int type, int timestamp, int bodyBytes) {
        return putTagHeader(ByteBuffer.allocate(TAG_HEADER_BYTES), type, timestamp, bodyBytes)
                .array();
    }

    private static ByteBuffer putTagHeader(ByteBuffer out, int type, int timestamp, int bodyBytes) {
        return out.putInt(type << 24 | bodyBytes)
                .putInt(timestamp << 8 | timestamp >>> 24)
                .put((byte) 0)
                .putShort((short) 0);
    }
}

package io.multiconnection.media;

import java.nio.ByteBuffer;

/** Writer of the header and tags of FLV files (FLV 10.1, annex E.2 to E.4.1). */
public final class FlvWriter {

    /** Bytes of a tag without its body: the header before it and the size after it. */
    public static final int TAG_OVERHEAD_BYTES = 15;

    /** Bytes of a tag before its body. */
    public static final int TAG_HEADER_BYTES = 11;

    private static final int HEADER_BYTES = 9;
    private static final int AUDIO = 4;
    private static final int VIDEO = 1;

    private FlvWriter() {}

    /** Returns the start of a file up to its first tag. */
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
     * Returns a tag, followed by its size.
     *
     * @param type 8 audio, 9 video, 18 data, as RTMP's message types
     * @param timestamp milliseconds, unsigned; readers with signed timestamps fail after 24.8 days
     * @param body up to 16777215 bytes, as an RTMP message
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

    /** Returns the part of {@link #tag} before the body. */
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

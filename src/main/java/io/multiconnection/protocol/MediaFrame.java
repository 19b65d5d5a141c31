package io.multiconnection.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * One binary WebSocket frame: an RTMP audio or video message for every server of a stream, or of a
 * stream that is played (PROTOCOL.md, section 6).
 *
 * <pre>
 * type (8) | stream (8) | reserved (16) | timestamp (32) | FLV tag body
 * </pre>
 *
 * @param timestamp unsigned milliseconds
 * @param body the FLV tag body; a view that shares the frame's reference count
 */
public record MediaFrame(Kind kind, int stream, int timestamp, ByteBuf body) {

    /** Bytes before the FLV tag body. */
    public static final int HEADER_BYTES = 8;

    /** Media type of the body. */
    public enum Kind {
        AUDIO,
        VIDEO
    }

    /**
     * Reads a frame. It stays the caller's, and the body is valid as long as it is.
     *
     * @throws BadFrameException if it is not a media frame
     */
    public static MediaFrame read(ByteBuf frame) {
        int bytes = frame.readableBytes();
        if (bytes <= HEADER_BYTES) {
            throw new BadFrameException(
                    "a media frame of "
                            + bytes
                            + " bytes, expected a header of 8 and an FLV tag body");
        }
        int start = frame.readerIndex();
        return new MediaFrame(
                kind(frame.getUnsignedByte(start)),
                frame.getUnsignedByte(start + 1),
                frame.getInt(start + 4),
                frame.slice(start + HEADER_BYTES, bytes - HEADER_BYTES));
    }

    /**
     * Returns a new frame with its header and room for the body.
     *
     * @param type 8 for audio, 9 for video
     * @param timestamp unsigned milliseconds
     */
    public static byte[] begin(int type, int stream, int timestamp, int bodyBytes) {
        return ByteBuffer.allocate(HEADER_BYTES + bodyBytes)
                .put((byte) type)
                .put((byte) stream)
                .putShort((short) 0)
                .putInt(timestamp)
                .array();
    }

    private static Kind kind(int type) {
        return switch (type) {
            case 8 -> Kind.AUDIO;
            case 9 -> Kind.VIDEO;
            default ->
                    throw new BadFrameException(
                            "media frame type " + type + ", expected 8 (audio) or 9 (video)");
        };
    }

    /** Binary frame that is dropped because it does not match section 6. */
    public static final class BadFrameException extends RuntimeException {

        private static final long serialVersionUID = 1;

        BadFrameException(String message) {
            super(message, null, false, false);
        }
    }
}

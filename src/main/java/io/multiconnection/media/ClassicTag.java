package io.multiconnection.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Converts tag bodies for players of classic FLV: AVC ({@code avc1}) and AAC ({@code mp4a}) of
 * Enhanced RTMP to the format of FLV 10.1. Other codecs and bodies of several tracks are copied
 * unchanged.
 */
public final class ClassicTag {

    private static final byte[] NOTHING = {};

    private static final int ENHANCED_VIDEO = 0x80;
    private static final int FRAME_TYPE_COMMAND = 5;
    private static final int VIDEO_MULTITRACK = 6;
    private static final int AVC = 7;
    private static final int AVC_HEADER_BYTES = 5;
    private static final int COMPOSITION_TIME_BYTES = 3;

    private static final int ENHANCED_AUDIO = 9;
    private static final int AUDIO_MULTITRACK = 5;
    private static final int AAC = 0xAF;
    private static final int AAC_HEADER_BYTES = 2;

    private ClassicTag() {}

    /** Returns a copy of a video body, converted if possible; {@code body} is not modified. */
    public static byte[] video(ByteBuf body) {
        if (body.isReadable()) {
            int first = body.getUnsignedByte(body.readerIndex());
            int frameType = first >> 4 & 7;
            if ((first & ENHANCED_VIDEO) != 0 && frameType != FRAME_TYPE_COMMAND) {
                EnhancedHeader header = EnhancedHeader.read(body, VIDEO_MULTITRACK);
                if (header.codec().equals("avc1") && !header.multitrack()) {
                    return avc(frameType, header, body);
                }
            }
        }
        return ByteBufUtil.getBytes(body);
    }

    private static byte[] avc(int frameType, EnhancedHeader header, ByteBuf body) {
        int rest = body.readableBytes() - header.bytes();
        return switch (header.packetType()) {
            case 0 -> avc(frameType, 0, header.bytes(), AVC_HEADER_BYTES, body);
            case 1 ->
                    rest < COMPOSITION_TIME_BYTES
                            ? ByteBufUtil.getBytes(body)
                            : avc(frameType, 1, header.bytes(), 2, body);
            case 2 -> avc(frameType, 2, header.bytes(), AVC_HEADER_BYTES, body);
            case 3 -> avc(frameType, 1, header.bytes(), AVC_HEADER_BYTES, body);
            default -> ByteBufUtil.getBytes(body);
        };
    }

    /** Writes the AVC header; a composition time that the body lacks stays 0. */
    private static byte[] avc(
            int frameType, int packetType, int skipped, int headerBytes, ByteBuf body) {
        byte[] classic = rest(skipped, headerBytes, body);
        classic[0] = (byte) (frameType << 4 | AVC);
        classic[1] = (byte) packetType;
        return classic;
    }

    /**
     * Returns a copy of an audio body, converted if possible; {@code body} is not modified. Empty
     * for the end of an AAC sequence, which classic FLV cannot represent.
     */
    public static byte[] audio(ByteBuf body) {
        if (body.isReadable() && body.getUnsignedByte(body.readerIndex()) >> 4 == ENHANCED_AUDIO) {
            EnhancedHeader header = EnhancedHeader.read(body, AUDIO_MULTITRACK);
            if (header.codec().equals("mp4a") && !header.multitrack()) {
                return aac(header, body);
            }
        }
        return ByteBufUtil.getBytes(body);
    }

    private static byte[] aac(EnhancedHeader header, ByteBuf body) {
        return switch (header.packetType()) {
            case 0, 1 -> {
                byte[] classic = rest(header.bytes(), AAC_HEADER_BYTES, body);
                classic[0] = (byte) AAC;
                classic[1] = (byte) header.packetType();
                yield classic;
            }
            case 2 -> NOTHING;
            default -> ByteBufUtil.getBytes(body);
        };
    }

    /** Returns the bytes after the first {@code skipped}, preceded by {@code room} zero bytes. */
    private static byte[] rest(int skipped, int room, ByteBuf body) {
        int length = body.readableBytes() - skipped;
        byte[] bytes = new byte[room + length];
        body.getBytes(body.readerIndex() + skipped, bytes, room, length);
        return bytes;
    }
}

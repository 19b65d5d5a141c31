package io.multiconnection.media;

import io.netty.buffer.ByteBuf;

/**
 * The header of a video tag body (FLV 10.1, E.4.3.1; Enhanced RTMP v2, ExVideoTagHeader).
 *
 * @param kind what the body means to a decoder
 * @param codec a FourCC; a classic codec by the FourCC it would have, or its FLV number
 * @param multitrack whether the body holds several tracks, or one that names itself
 * @param nanoseconds to add to the timestamp, 0..999999
 */
public record VideoHeader(Kind kind, String codec, boolean multitrack, int nanoseconds) {

    /** What a body means to a decoder. */
    public enum Kind {
        CODEC_CONFIGURATION,
        KEYFRAME,
        FRAME,
        SEQUENCE_END,
        /** Colour information and other metadata. */
        METADATA,
        /** A command to a server or player, which carries no picture. */
        COMMAND,
        /** Too short, or of a type that no specification has. */
        UNKNOWN
    }

    private static final VideoHeader UNREADABLE =
            new VideoHeader(Kind.UNKNOWN, EnhancedHeader.UNKNOWN, false, 0);

    private static final int ENHANCED = 0x80;
    private static final int FRAME_TYPE_KEY = 1;
    private static final int FRAME_TYPE_GENERATED_KEY = 4;
    private static final int FRAME_TYPE_COMMAND = 5;
    private static final int CODEC_AVC = 7;
    private static final int CODEC_HEVC = 12; // not Adobe's, but common in China
    private static final int METADATA = 4;
    private static final int MULTITRACK = 6;

    /** Reads the header of {@code body}, which stays as it is; never fails. */
    public static VideoHeader read(ByteBuf body) {
        if (!body.isReadable()) {
            return UNREADABLE;
        }
        int first = body.getUnsignedByte(body.readerIndex());
        return (first & ENHANCED) != 0 ? enhanced(first >> 4 & 7, body) : classic(first, body);
    }

    public boolean isKeyframe() {
        return kind == Kind.KEYFRAME;
    }

    /** Whether a decoder needs this before its first frame. */
    public boolean isCodecConfiguration() {
        return kind == Kind.CODEC_CONFIGURATION;
    }

    private static VideoHeader classic(int first, ByteBuf body) {
        int frameType = first >> 4;
        int codecId = first & 0x0F;
        boolean packets = codecId == CODEC_AVC || codecId == CODEC_HEVC;
        if (packets && body.readableBytes() < 2) {
            return UNREADABLE;
        }
        int packetType = packets ? body.getUnsignedByte(body.readerIndex() + 1) : 1;
        return new VideoHeader(classicKind(frameType, packetType), classicCodec(codecId), false, 0);
    }

    private static Kind classicKind(int frameType, int packetType) {
        if (frameType == FRAME_TYPE_COMMAND) {
            return Kind.COMMAND;
        }
        return switch (packetType) {
            case 0 -> Kind.CODEC_CONFIGURATION;
            case 1 -> frame(frameType);
            case 2 -> Kind.SEQUENCE_END;
            default -> Kind.UNKNOWN;
        };
    }

    private static String classicCodec(int codecId) {
        return switch (codecId) {
            case CODEC_AVC -> "avc1";
            case CODEC_HEVC -> "hvc1";
            default -> "flv" + codecId;
        };
    }

    private static VideoHeader enhanced(int frameType, ByteBuf body) {
        EnhancedHeader header = EnhancedHeader.read(body, MULTITRACK);
        if (frameType == FRAME_TYPE_COMMAND && header.packetType() != METADATA) {
            return new VideoHeader(Kind.COMMAND, EnhancedHeader.UNKNOWN, false, 0);
        }
        return new VideoHeader(
                enhancedKind(frameType, header.packetType()),
                header.codec(),
                header.multitrack(),
                header.nanoseconds());
    }

    private static Kind enhancedKind(int frameType, int packetType) {
        return switch (packetType) {
            case 0, 5 -> Kind.CODEC_CONFIGURATION;
            case 1, 3 -> frame(frameType);
            case 2 -> Kind.SEQUENCE_END;
            case METADATA -> Kind.METADATA;
            default -> Kind.UNKNOWN;
        };
    }

    private static Kind frame(int frameType) {
        boolean key = frameType == FRAME_TYPE_KEY || frameType == FRAME_TYPE_GENERATED_KEY;
        return key ? Kind.KEYFRAME : Kind.FRAME;
    }
}

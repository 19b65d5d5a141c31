package io.multiconnection.media;

import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * Header of a video tag body (FLV 10.1, E.4.3.1; Enhanced RTMP v2, ExVideoTagHeader).
 *
 * @param kind meaning of the body to a decoder
 * @param codec FourCC of the codec; for a classic codec its equivalent FourCC or its FLV number
 * @param tracks numbers of the tracks, 0..255; 0 if the body names none
 * @param nanoseconds offset to add to the timestamp, 0..999999
 */
public record VideoHeader(Kind kind, String codec, Set<Integer> tracks, int nanoseconds) {

    /** Meaning of a body to a decoder. */
    public enum Kind {
        CODEC_CONFIGURATION,
        KEYFRAME,
        FRAME,
        SEQUENCE_END,
        /** Colour information and other metadata. */
        METADATA,
        /** A command to a server or player, which carries no frame. */
        COMMAND,
        /** Too short, or of a type that no specification defines. */
        UNKNOWN
    }

    private static final VideoHeader UNREADABLE =
            new VideoHeader(Kind.UNKNOWN, EnhancedHeader.UNKNOWN, EnhancedHeader.UNNAMED_TRACK, 0);

    private static final int ENHANCED = 0x80;
    private static final int FRAME_TYPE_KEY = 1;
    private static final int FRAME_TYPE_GENERATED_KEY = 4;
    private static final int FRAME_TYPE_COMMAND = 5;
    private static final int CODEC_AVC = 7;
    private static final int CODEC_HEVC = 12; // not Adobe's, but common in China
    private static final int METADATA = 4;
    private static final int MULTITRACK = 6;

    /** Reads the header of {@code body}, which is not modified; never fails. */
    public static VideoHeader read(ByteBuf body) {
        if (!body.isReadable()) {
            return UNREADABLE;
        }
        int first = body.getUnsignedByte(body.readerIndex());
        return (first & ENHANCED) != 0 ? enhanced(first >> 4 & 7, body) : classic(first, body);
    }

    /** Returns whether a body that begins with {@code head} contains a list of tracks. */
    static boolean hasManyTracks(ByteBuf head) {
        return head.isReadable()
                && (head.getUnsignedByte(head.readerIndex()) & ENHANCED) != 0
                && EnhancedHeader.read(head, MULTITRACK).hasManyTracks();
    }

    private static VideoHeader classic(int first, ByteBuf body) {
        int frameType = first >> 4;
        int codecId = first & 0x0F;
        boolean packets = codecId == CODEC_AVC || codecId == CODEC_HEVC;
        if (packets && body.readableBytes() < 2) {
            return UNREADABLE;
        }
        int packetType = packets ? body.getUnsignedByte(body.readerIndex() + 1) : 1;
        return new VideoHeader(
                classicKind(frameType, packetType),
                classicCodec(codecId),
                EnhancedHeader.UNNAMED_TRACK,
                0);
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
            return new VideoHeader(
                    Kind.COMMAND, EnhancedHeader.UNKNOWN, EnhancedHeader.UNNAMED_TRACK, 0);
        }
        return new VideoHeader(
                enhancedKind(frameType, header.packetType()),
                header.codec(),
                header.tracks(),
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

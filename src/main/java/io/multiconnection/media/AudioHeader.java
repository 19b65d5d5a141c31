package io.multiconnection.media;

import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * Header of an audio tag body (FLV 10.1, E.4.2.1; Enhanced RTMP v2, ExAudioTagHeader).
 *
 * @param kind meaning of the body to a decoder
 * @param codec FourCC of the codec; for a classic codec its equivalent FourCC or its FLV number
 * @param tracks numbers of the tracks, 0..255; 0 if the body names none
 * @param nanoseconds offset to add to the timestamp, 0..999999
 */
public record AudioHeader(Kind kind, String codec, Set<Integer> tracks, int nanoseconds) {

    /** Meaning of a body to a decoder. */
    public enum Kind {
        CODEC_CONFIGURATION,
        FRAME,
        SEQUENCE_END,
        /** Layout of the channels. */
        CHANNELS,
        /** Too short, or of a type that no specification defines. */
        UNKNOWN
    }

    private static final AudioHeader UNREADABLE =
            new AudioHeader(Kind.UNKNOWN, EnhancedHeader.UNKNOWN, EnhancedHeader.UNNAMED_TRACK, 0);

    private static final int FORMAT_MP3 = 2;
    private static final int FORMAT_ENHANCED = 9;
    private static final int FORMAT_AAC = 10;
    private static final int MULTITRACK = 5;

    /** Reads the header of {@code body}, which is not modified; never fails. */
    public static AudioHeader read(ByteBuf body) {
        if (!body.isReadable()) {
            return UNREADABLE;
        }
        int format = body.getUnsignedByte(body.readerIndex()) >> 4;
        return switch (format) {
            case FORMAT_ENHANCED -> enhanced(body);
            case FORMAT_AAC -> aac(body);
            case FORMAT_MP3 -> new AudioHeader(Kind.FRAME, ".mp3", EnhancedHeader.UNNAMED_TRACK, 0);
            default -> new AudioHeader(Kind.FRAME, "flv" + format, EnhancedHeader.UNNAMED_TRACK, 0);
        };
    }

    /** Returns whether a body that begins with {@code head} contains a list of tracks. */
    static boolean hasManyTracks(ByteBuf head) {
        return head.isReadable()
                && head.getUnsignedByte(head.readerIndex()) >> 4 == FORMAT_ENHANCED
                && EnhancedHeader.read(head, MULTITRACK).hasManyTracks();
    }

    private static AudioHeader aac(ByteBuf body) {
        if (body.readableBytes() < 2) {
            return UNREADABLE;
        }
        boolean configuration = body.getUnsignedByte(body.readerIndex() + 1) == 0;
        return new AudioHeader(
                configuration ? Kind.CODEC_CONFIGURATION : Kind.FRAME,
                "mp4a",
                EnhancedHeader.UNNAMED_TRACK,
                0);
    }

    private static AudioHeader enhanced(ByteBuf body) {
        EnhancedHeader header = EnhancedHeader.read(body, MULTITRACK);
        Kind kind =
                switch (header.packetType()) {
                    case 0 -> Kind.CODEC_CONFIGURATION;
                    case 1 -> Kind.FRAME;
                    case 2 -> Kind.SEQUENCE_END;
                    case 4 -> Kind.CHANNELS;
                    default -> Kind.UNKNOWN;
                };
        return new AudioHeader(kind, header.codec(), header.tracks(), header.nanoseconds());
    }
}

package io.multiconnection.media;

import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.TreeSet;

/**
 * Header that Enhanced RTMP defines between the first byte and the codec's bytes of audio and
 * video: ModEx prefixes, a multitrack header and a FourCC.
 *
 * @param packetType packet type after prefixes and multitrack header; -1 if the body is too short
 * @param codec FourCC of the codec; of the first track if each track has its own
 * @param layout AvMultitrackType; -1 for a body of a single track without a number
 * @param tracks numbers of the readable tracks, 0..255; at least one
 * @param nanoseconds offset to add to the timestamp, 0..999999
 * @param bytes length of the header; the codec's bytes or the composition time follow
 */
record EnhancedHeader(
        int packetType, String codec, int layout, Set<Integer> tracks, int nanoseconds, int bytes) {

    static final String UNKNOWN = "unknown";

    /** Tracks of a body that names none: the default track. */
    static final Set<Integer> UNNAMED_TRACK = Set.of(0);

    /** Packet type of a ModEx prefix: a size, that many bytes, and the next type. */
    private static final int MOD_EX = 7;

    private static final int TIMESTAMP_OFFSET_NANO = 0;

    private static final int PLAIN = -1;

    // AvMultitrackType
    private static final int ONE_TRACK = 0;
    private static final int MANY_TRACKS_MANY_CODECS = 2;

    private static final int FOURCC_BYTES = 4;

    private static final EnhancedHeader CUT_SHORT =
            new EnhancedHeader(-1, UNKNOWN, PLAIN, UNNAMED_TRACK, 0, 0);

    /**
     * Reads the header of {@code body}, which is not modified.
     *
     * @param multitrackType packet type of several tracks: 5 for audio, 6 for video
     */
    static EnhancedHeader read(ByteBuf body, int multitrackType) {
        ByteBuf in = body.slice();
        try {
            return parse(in, in.readUnsignedByte() & 0x0F, multitrackType);
        } catch (IndexOutOfBoundsException _) {
            return CUT_SHORT;
        }
    }

    /** Returns whether the body has a multitrack header. */
    boolean multitrack() {
        return layout != PLAIN;
    }

    /** Returns whether the body contains a list of tracks. */
    boolean hasManyTracks() {
        return layout > ONE_TRACK;
    }

    private static EnhancedHeader parse(ByteBuf in, int firstType, int multitrackType) {
        int type = firstType;
        int nanoseconds = 0;
        while (type == MOD_EX) {
            int size = in.readUnsignedByte() + 1;
            size = size == 256 ? in.readUnsignedShort() + 1 : size;
            ByteBuf data = in.readSlice(size);
            int next = in.readUnsignedByte();
            if (next >> 4 == TIMESTAMP_OFFSET_NANO && size >= 3) {
                nanoseconds = data.readUnsignedMedium();
            }
            type = next & 0x0F;
        }
        if (type == multitrackType) {
            return multitrack(in, in.readUnsignedByte(), nanoseconds);
        }
        String codec = fourCc(in);
        return new EnhancedHeader(type, codec, PLAIN, UNNAMED_TRACK, nanoseconds, in.readerIndex());
    }

    private static EnhancedHeader multitrack(ByteBuf in, int types, int nanoseconds) {
        int layout = types >> 4;
        if (layout > MANY_TRACKS_MANY_CODECS) {
            return CUT_SHORT; // reserved
        }
        String codec = fourCc(in);
        int bytes = in.readerIndex();
        Set<Integer> tracks =
                layout == ONE_TRACK
                        ? Set.of((int) in.readUnsignedByte())
                        : tracks(in, layout == MANY_TRACKS_MANY_CODECS);
        return new EnhancedHeader(types & 0x0F, codec, layout, tracks, nanoseconds, bytes);
    }

    /**
     * Reads the numbers of tracks: each track is an optional FourCC, a number, a size and its
     * bytes.
     */
    private static Set<Integer> tracks(ByteBuf in, boolean manyCodecs) {
        Set<Integer> tracks = new TreeSet<>();
        int headerBytes = 4;
        int fourCcBytes = manyCodecs ? FOURCC_BYTES : 0;
        tracks.add((int) in.readUnsignedByte());
        int size = in.readUnsignedMedium();
        while (in.readableBytes() >= size + fourCcBytes + headerBytes) {
            in.skipBytes(size + fourCcBytes);
            tracks.add((int) in.readUnsignedByte());
            size = in.readUnsignedMedium();
        }
        return tracks;
    }

    /**
     * Returns a constant, which avoids allocation per frame and keeps a peer's bytes out of texts.
     */
    private static String fourCc(ByteBuf in) {
        return switch (in.readInt()) {
            case 0x61766331 -> "avc1";
            case 0x68766331 -> "hvc1";
            case 0x76766331 -> "vvc1";
            case 0x61763031 -> "av01";
            case 0x76703038 -> "vp08";
            case 0x76703039 -> "vp09";
            case 0x6D703461 -> "mp4a";
            case 0x4F707573 -> "Opus";
            case 0x664C6143 -> "fLaC";
            case 0x61632D33 -> "ac-3";
            case 0x65632D33 -> "ec-3";
            case 0x2E6D7033 -> ".mp3";
            default -> UNKNOWN;
        };
    }
}

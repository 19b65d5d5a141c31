package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Header of a chunk (section 5.3.1), without its extended timestamp.
 *
 * <p>Fields that {@code fmt} omits are 0 and must not be read.
 *
 * @param fmt header format, 0 to 3
 * @param chunkStreamId 2 to 65599
 * @param timestampField 24 bits: a timestamp (fmt 0) or a delta (fmt 1, 2), or {@link
 *     #EXTENDED_TIMESTAMP}
 * @param length length of the whole message, 0 to 16777215 bytes (fmt 0, 1)
 * @param typeId type of the message, 0 to 255 (fmt 0, 1)
 * @param messageStreamId unsigned 32 bits; the only little-endian field of RTMP (fmt 0)
 */
record ChunkHeader(
        int fmt,
        int chunkStreamId,
        int timestampField,
        int length,
        int typeId,
        int messageStreamId) {

    /** Value of the timestamp field if the timestamp or delta follows the header in 32 bits. */
    static final int EXTENDED_TIMESTAMP = 0xFFFFFF;

    /** Longest header: three bytes of chunk stream id, eleven bytes, and an extended timestamp. */
    static final int MAX_BYTES = 3 + 11 + 4;

    /**
     * Bytes of the message header by format: complete; without the stream id; without length and
     * type; none.
     */
    private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};

    /**
     * Reads a header.
     *
     * @return null, with the reader index unchanged, if bytes are missing
     */
    static @Nullable ChunkHeader read(ByteBuf in) {
        if (!in.isReadable()) {
            return null;
        }
        int start = in.readerIndex();
        int first = in.getUnsignedByte(start);
        int fmt = first >> 6;
        int idBytes = idBytes(first & 0x3F);
        if (in.readableBytes() < 1 + idBytes + MESSAGE_HEADER_BYTES[fmt]) {
            return null;
        }
        in.skipBytes(1);
        int chunkStreamId = readChunkStreamId(in, first & 0x3F);
        int timestampField = fmt <= 2 ? in.readUnsignedMedium() : 0;
        int length = fmt <= 1 ? in.readUnsignedMedium() : 0;
        int typeId = fmt <= 1 ? in.readUnsignedByte() : 0;
        int messageStreamId = fmt == 0 ? in.readIntLE() : 0;
        return new ChunkHeader(fmt, chunkStreamId, timestampField, length, typeId, messageStreamId);
    }

    /** Writes the header so that {@link #read} reads it. */
    void write(ByteBuf out) {
        writeBasicHeader(out, fmt, chunkStreamId);
        if (fmt <= 2) {
            out.writeMedium(timestampField);
        }
        if (fmt <= 1) {
            out.writeMedium(length).writeByte(typeId);
        }
        if (fmt == 0) {
            out.writeIntLE(messageStreamId);
        }
    }

    /**
     * Returns the bytes of the chunk stream id; the values 0 and 1 in the first byte announce one
     * or two more (section 5.3.1.1).
     */
    private static int idBytes(int id) {
        return id == 0 ? 1 : id == 1 ? 2 : 0;
    }

    private static int readChunkStreamId(ByteBuf in, int id) {
        return switch (id) {
            case 0 -> 64 + in.readUnsignedByte();
            case 1 -> 64 + in.readUnsignedShortLE();
            default -> id;
        };
    }

    private static void writeBasicHeader(ByteBuf out, int fmt, int chunkStreamId) {
        if (chunkStreamId < 64) {
            out.writeByte(fmt << 6 | chunkStreamId);
        } else if (chunkStreamId < 64 + 256) {
            out.writeByte(fmt << 6).writeByte(chunkStreamId - 64);
        } else {
            out.writeByte(fmt << 6 | 1).writeShortLE(chunkStreamId - 64);
        }
    }
}

package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** Writer of messages as chunks (section 5.3). */
final class ChunkWriter {

    private static final int MAX_MESSAGE_BYTES = 0xFFFFFF;

    /** Size of messages that are copied next to their headers. */
    static final int MAX_JOINED_BYTES = 4096;

    private ChunkWriter() {}

    /**
     * Writes a message as one chunk of format 0 or 1, and further chunks of format 3.
     *
     * @param fmt 0 or 1
     * @param time timestamp of the message (fmt 0) or time since the last one on the chunk stream
     *     (fmt 1); milliseconds, unsigned
     * @param message its body stays the caller's
     * @return buffers to send, in order, which the caller owns: one for a small message; otherwise
     *     headers in small direct buffers and slices of the body
     * @throws IllegalArgumentException if the body is longer than a header can express
     */
    static List<ByteBuf> write(
            int fmt,
            int chunkStreamId,
            int time,
            RawMessage message,
            int chunkSize,
            ByteBufAllocator alloc) {
        ByteBuf body = message.body();
        int length = body.readableBytes();
        if (length > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "message of %d bytes, expected at most %d"
                            .formatted(length, MAX_MESSAGE_BYTES));
        }
        if (length > MAX_JOINED_BYTES) {
            ByteBuf headers = alloc.directBuffer(2 * ChunkHeader.MAX_BYTES);
            writeFirst(fmt, chunkStreamId, time, message, headers);
            return separate(headers, chunkStreamId, time, body, chunkSize);
        }
        int chunks = Math.max(1, Math.ceilDiv(length, chunkSize));
        ByteBuf out = alloc.directBuffer(chunks * ChunkHeader.MAX_BYTES + length);
        writeFirst(fmt, chunkStreamId, time, message, out);
        join(out, chunkStreamId, time, body, chunkSize);
        return List.of(out);
    }

    /** Writes the body after its first header, because a copy costs less than further buffers. */
    private static void join(
            ByteBuf out, int chunkStreamId, int time, ByteBuf body, int chunkSize) {
        int length = body.readableBytes();
        for (int start = 0; start < length; start += chunkSize) {
            if (start > 0) {
                writeNext(chunkStreamId, time, out);
            }
            out.writeBytes(body, body.readerIndex() + start, Math.min(chunkSize, length - start));
        }
    }

    /** Returns headers and slices of the body in turn; {@code headers} contains the first one. */
    private static List<ByteBuf> separate(
            ByteBuf headers, int chunkStreamId, int time, ByteBuf body, int chunkSize) {
        int length = body.readableBytes();
        int chunks = Math.ceilDiv(length, chunkSize);
        ByteBuf first = headers.readRetainedSlice(headers.readableBytes());
        writeNext(chunkStreamId, time, headers);
        ByteBuf[] parts = new ByteBuf[2 * chunks];
        for (int i = 0; i < chunks; i++) {
            int start = i * chunkSize;
            parts[2 * i] = i == 0 ? first : headers.retainedSlice();
            parts[2 * i + 1] =
                    body.retainedSlice(
                            body.readerIndex() + start, Math.min(chunkSize, length - start));
        }
        headers.release();
        return List.of(parts);
    }

    private static void writeFirst(
            int fmt, int chunkStreamId, int time, RawMessage message, ByteBuf out) {
        new ChunkHeader(
                        fmt,
                        chunkStreamId,
                        isExtended(time) ? ChunkHeader.EXTENDED_TIMESTAMP : time,
                        message.body().readableBytes(),
                        message.typeId(),
                        message.messageStreamId())
                .write(out);
        writeExtended(time, out);
    }

    private static void writeNext(int chunkStreamId, int time, ByteBuf out) {
        new ChunkHeader(3, chunkStreamId, 0, 0, 0, 0).write(out);
        writeExtended(time, out);
    }

    /** Writes the extended timestamp, which section 5.3.1.3 repeats in chunks of format 3. */
    private static void writeExtended(int time, ByteBuf out) {
        if (isExtended(time)) {
            out.writeInt(time);
        }
    }

    private static boolean isExtended(int time) {
        return Integer.compareUnsigned(time, ChunkHeader.EXTENDED_TIMESTAMP) >= 0;
    }
}

package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one chunk stream of the peer: the header that shorter headers build on, and the
 * message that is arriving.
 */
final class InboundChunkStream {

    private int timestamp;

    /** The time in the last header that had one, be it a delta or, in format 0, a timestamp. */
    private int delta;

    private boolean extended;
    private int length;
    private int typeId;
    private int messageStreamId;
    private @Nullable ByteBuf body;

    /**
     * Returns the length of the extended timestamp that follows {@code header}: 0 if there is none,
     * -1 if that shows only when more of {@code in} has come.
     *
     * <p>Section 5.3.1.3 repeats the timestamp in type 3 chunks. FFmpeg, nginx-rtmp and SRS do, the
     * librtmp of OBS up to version 30 and that of rtmpdump do not, and old versions of rml_rtmp
     * write 0. So the bytes after the header of a type 3 chunk are its timestamp if they are equal
     * to the one before, as SRS and GStreamer decide, or 0; otherwise they are data.
     */
    int extendedTimestampBytes(ChunkHeader header, ByteBuf in) {
        if (header.fmt() <= 2) {
            boolean follows = header.timestampField() == ChunkHeader.EXTENDED_TIMESTAMP;
            return !follows ? 0 : in.readableBytes() >= Integer.BYTES ? Integer.BYTES : -1;
        }
        if (!extended || !(beginsWith(in, delta) || beginsWith(in, 0))) {
            return 0;
        }
        return in.readableBytes() >= Integer.BYTES ? Integer.BYTES : -1;
    }

    /** Returns whether {@code in} begins with {@code value}, or with as much of it as has come. */
    private static boolean beginsWith(ByteBuf in, int value) {
        int there = Math.min(in.readableBytes(), Integer.BYTES);
        for (int i = 0; i < there; i++) {
            if (in.getByte(in.readerIndex() + i) != (byte) (value >>> (24 - 8 * i))) {
                return false;
            }
        }
        return true;
    }

    /** Begins the message of {@code header}, which is followed by {@code extendedTimestamp}. */
    void begin(ChunkHeader header, @Nullable Integer extendedTimestamp) {
        if (header.fmt() <= 2) {
            inherit(header, extendedTimestamp);
        } else if (extendedTimestamp != null) {
            delta = extendedTimestamp;
        }
        // After a type 0 chunk, a type 3 chunk takes its timestamp for a delta (5.3.1.2.4).
        timestamp = header.fmt() == 0 ? delta : timestamp + delta;
    }

    /**
     * Goes on with the open message after a header of format 0, 1 or 2. Section 5.3.1.2.4 says that
     * it should have format 3; FFmpeg, GStreamer, nginx-rtmp and ZLMediaKit go on with the message,
     * SRS does after formats 1 and 2.
     *
     * <p>The time of the message is the one that it began with. The header counts for those that
     * follow, which "take values from the preceding chunk".
     */
    void proceed(ChunkHeader header, @Nullable Integer extendedTimestamp) {
        if (header.fmt() <= 1 && header.length() != length) {
            throw new RtmpProtocolException(
                    "length %d in chunk format %d within a message of chunk stream %d, expected %d"
                            .formatted(
                                    header.length(), header.fmt(), header.chunkStreamId(), length));
        }
        inherit(header, extendedTimestamp);
    }

    /** Keeps what shorter headers leave out. */
    private void inherit(ChunkHeader header, @Nullable Integer extendedTimestamp) {
        extended = extendedTimestamp != null;
        delta = extendedTimestamp != null ? extendedTimestamp : header.timestampField();
        if (header.fmt() <= 1) {
            length = header.length();
            typeId = header.typeId();
        }
        if (header.fmt() == 0) {
            messageStreamId = header.messageStreamId();
        }
    }

    /**
     * Opens the message with a buffer of {@code capacity} bytes. It grows with what comes: a
     * declared length costs nothing.
     */
    void open(ByteBufAllocator alloc, int capacity) {
        body = alloc.buffer(capacity, length);
    }

    /** Whether a message has begun that is not complete. */
    boolean isOpen() {
        return body != null;
    }

    /** Returns by how much the capacity of the open message grows with {@code bytes} more. */
    int growthFor(int bytes) {
        ByteBuf open = openBody();
        int needed = open.writerIndex() + bytes;
        return needed <= open.capacity()
                ? 0
                : open.alloc().calculateNewCapacity(needed, length) - open.capacity();
    }

    /** Moves {@code bytes} bytes of {@code in} into the open message. */
    void append(ByteBuf in, int bytes) {
        ByteBuf open = openBody();
        int growth = growthFor(bytes);
        if (growth > 0) {
            open.capacity(open.capacity() + growth);
        }
        open.writeBytes(in, bytes);
    }

    /** Returns the bytes that the buffer of the open message takes. */
    int capacity() {
        return openBody().capacity();
    }

    int readableBytes() {
        return openBody().readableBytes();
    }

    /** How many bytes the open message still misses. */
    int missing() {
        return length - openBody().readableBytes();
    }

    int length() {
        return length;
    }

    /** Closes the open message and hands it, with its buffer, to the caller. */
    RawMessage complete() {
        RawMessage message = new RawMessage(timestamp, typeId, messageStreamId, openBody());
        body = null;
        return message;
    }

    /** Releases the open message. */
    void discard() {
        openBody().release();
        body = null;
    }

    private ByteBuf openBody() {
        if (body == null) {
            throw new IllegalStateException("no message is open");
        }
        return body;
    }
}

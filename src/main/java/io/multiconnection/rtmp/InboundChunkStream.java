package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * State of one chunk stream of the peer: the last header, on which shorter headers build, and the
 * message in progress.
 */
final class InboundChunkStream {

    private int timestamp;

    /** Time field of the last header that had one: a delta or, in format 0, a timestamp. */
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

    /**
     * Returns whether {@code in} begins with {@code value}, or with as many bytes of it as have
     * arrived.
     */
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
     * Continues the open message after a header of format 0, 1 or 2. Section 5.3.1.2.4 expects
     * format 3; FFmpeg, GStreamer, nginx-rtmp and ZLMediaKit continue the message, SRS does so
     * after formats 1 and 2.
     *
     * <p>The message keeps the timestamp that it began with. The header counts for those that
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

    /** Stores the fields that shorter headers omit. */
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
     * Opens the message with a buffer of {@code capacity} bytes. The buffer grows with the received
     * bytes, so a declared length costs no memory.
     */
    void open(ByteBufAllocator alloc, int capacity) {
        body = alloc.buffer(capacity, length);
    }

    /** Returns whether a message has begun that is not complete. */
    boolean isOpen() {
        return body != null;
    }

    /** Returns the growth of the open message's capacity for {@code bytes} more. */
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

    /** Returns the capacity of the open message's buffer. */
    int capacity() {
        return openBody().capacity();
    }

    int readableBytes() {
        return openBody().readableBytes();
    }

    /** Returns the bytes that the open message still lacks. */
    int missing() {
        return length - openBody().readableBytes();
    }

    int length() {
        return length;
    }

    /** Closes the open message and returns it; the caller owns its buffer. */
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

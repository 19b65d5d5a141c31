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
     * Whether an extended timestamp follows {@code header}: its length, 0 if none does, or -1 if
     * that shows only when more of {@code in} is there.
     *
     * <p>Section 5.3.1.3 repeats it in type 3 chunks, and not every peer does. What follows such a
     * chunk is taken for the timestamp if it is equal to the one before, as other servers decide.
     */
    int extendedTimestampBytes(ChunkHeader header, ByteBuf in) {
        if (header.fmt() <= 2) {
            boolean follows = header.timestampField() == ChunkHeader.EXTENDED_TIMESTAMP;
            return !follows ? 0 : in.readableBytes() >= Integer.BYTES ? Integer.BYTES : -1;
        }
        if (!extended) {
            return 0;
        }
        int there = Math.min(in.readableBytes(), Integer.BYTES);
        for (int i = 0; i < there; i++) {
            if (in.getByte(in.readerIndex() + i) != (byte) (delta >>> (24 - 8 * i))) {
                return 0;
            }
        }
        return there == Integer.BYTES ? Integer.BYTES : -1;
    }

    /** Begins the message of {@code header}, which stands before its {@code extendedTimestamp}. */
    void begin(ChunkHeader header, @Nullable Integer extendedTimestamp) {
        if (header.fmt() <= 2) {
            extended = extendedTimestamp != null;
            delta = extendedTimestamp != null ? extendedTimestamp : header.timestampField();
        }
        if (header.fmt() <= 1) {
            length = header.length();
            typeId = header.typeId();
        }
        if (header.fmt() == 0) {
            messageStreamId = header.messageStreamId();
        }
        // After a type 0 chunk, a type 3 chunk takes its timestamp for a delta (5.3.1.2.4).
        timestamp = header.fmt() == 0 ? delta : timestamp + delta;
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

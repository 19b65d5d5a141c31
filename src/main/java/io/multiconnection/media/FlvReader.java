package io.multiconnection.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Reader of FLV files (FLV 10.1, annex E.2 to E.4.1) with access to any tag.
 *
 * <p>A tag is returned if the file contains it completely, including the size that follows it. A
 * truncated file, or one that is being written, therefore ends with its last complete tag. No
 * memory is allocated for sizes beyond the end of the file. Reads block; the caller owns the file.
 * Not thread-safe.
 */
public final class FlvReader {

    private static final int SIGNATURE = 'F' << 16 | 'L' << 8 | 'V';
    private static final int HEADER_BYTES = 9;
    private static final int TAG_HEADER_BYTES = 11;
    private static final int SIZE_BYTES = 4;
    private static final int HEAD_BYTES = 64;
    private static final int WINDOW_BYTES = 4096;

    private final FileChannel file;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowStart;

    public FlvReader(FileChannel file) {
        this.file = file;
    }

    /**
     * Returns the position of the first tag.
     *
     * @throws FlvException if the file is not an FLV file
     */
    public long firstTag() throws IOException {
        if (!load(0, HEADER_BYTES)) {
            throw new FlvException("%d bytes, expected an FLV file".formatted(file.size()));
        }
        int signature = window.getInt(0) >>> 8;
        if (signature != SIGNATURE) {
            throw new FlvException(
                    "begins with %06x, expected an FLV file's %06x"
                            .formatted(signature, SIGNATURE));
        }
        long headerBytes = Integer.toUnsignedLong(window.getInt(5));
        if (headerBytes < HEADER_BYTES) {
            throw new FlvException(
                    "FLV header of %d bytes, expected at least %d"
                            .formatted(headerBytes, HEADER_BYTES));
        }
        return headerBytes + SIZE_BYTES;
    }

    /** Returns the tag at {@code position}; empty if the file does not contain a complete one. */
    public Optional<FlvTag> tag(long position) throws IOException {
        if (!load(position, TAG_HEADER_BYTES)) {
            return Optional.empty();
        }
        int at = (int) (position - windowStart);
        int type = window.get(at) & 0xFF;
        int bodyBytes = window.getInt(at) & 0xFFFFFF;
        int timestamp = window.getInt(at + 4) >>> 8 | window.get(at + 7) << 24;
        long body = position + TAG_HEADER_BYTES;
        long left = file.size() - body;
        if (left < bodyBytes + SIZE_BYTES) {
            return Optional.empty();
        }
        byte[] head = new byte[Math.min(bodyBytes, HEAD_BYTES)];
        if (!load(body, head.length)) {
            return Optional.empty();
        }
        window.get((int) (body - windowStart), head);
        if (!isFollowedBySize(body + bodyBytes, TAG_HEADER_BYTES + bodyBytes)) {
            return Optional.empty();
        }
        FlvTag tag =
                new FlvTag(
                        position,
                        type,
                        Math.max(0, timestamp),
                        bodyBytes,
                        Unpooled.wrappedBuffer(head));
        return Optional.of(tag.hasManyTracks() ? tag.withHead(body(tag)) : tag);
    }

    private boolean isFollowedBySize(long position, int size) throws IOException {
        return load(position, SIZE_BYTES) && window.getInt((int) (position - windowStart)) == size;
    }

    /**
     * Returns the last tag of a file that ends with a complete tag; empty for a truncated file.
     *
     * <p>The size at the end of the file is trusted, although the bytes of an incomplete tag may
     * look like one.
     */
    public Optional<FlvTag> lastTag() throws IOException {
        long size = file.size();
        if (!load(Math.max(0, size - SIZE_BYTES), SIZE_BYTES)) {
            return Optional.empty();
        }
        long tagBytes =
                Integer.toUnsignedLong(window.getInt((int) (size - SIZE_BYTES - windowStart)));
        long position = size - SIZE_BYTES - tagBytes;
        return position < HEADER_BYTES + SIZE_BYTES
                ? Optional.empty()
                : tag(position).filter(tag -> tag.end() == size);
    }

    /** Returns a copy of a tag's body, on the heap; needs no release. */
    public ByteBuf body(FlvTag tag) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(tag.bodyBytes());
        fill(body, tag.position() + TAG_HEADER_BYTES);
        if (body.hasRemaining()) {
            throw new FlvException("the file was truncated while it was read");
        }
        return Unpooled.wrappedBuffer(body.array());
    }

    /** Loads bytes into the window; returns whether the file contains them. */
    private boolean load(long position, int bytes) throws IOException {
        if (position < windowStart || position + bytes > windowStart + window.limit()) {
            window.clear();
            fill(window, position);
            window.flip();
            windowStart = position;
        }
        return bytes <= window.limit() - (position - windowStart);
    }

    private void fill(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = file.read(bytes, at);
            at += Math.max(0, read);
        }
    }
}

package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import java.util.IdentityHashMap;

/**
 * Bytes of one message with the used part of its {@link AmfLimits}; shared by the AMF0 and the AMF3
 * reader of the message. Availability and limits are checked before anything is read or allocated.
 */
final class AmfInput {

    private final ByteBuf in;
    private final AmfLimits limits;
    private final int start;
    private final GraphDepth depth = new GraphDepth();

    /** Bytes of each finished container, including those it refers to. */
    private final IdentityHashMap<AmfValue, Long> lengths = new IdentityHashMap<>();

    private int elements;
    private long repeated;

    AmfInput(ByteBuf in, AmfLimits limits) {
        this.in = in;
        this.limits = limits;
        this.start = in.readerIndex();
    }

    boolean isReadable() {
        return in.isReadable();
    }

    /** Returns the next byte, which stays unread. */
    int peekUnsignedByte() {
        require(1);
        return in.getUnsignedByte(in.readerIndex());
    }

    int readableBytes() {
        return in.readableBytes();
    }

    int readUnsignedByte() {
        require(1);
        return in.readUnsignedByte();
    }

    int readUnsignedShort() {
        require(2);
        return in.readUnsignedShort();
    }

    short readShort() {
        require(2);
        return in.readShort();
    }

    int readInt() {
        require(4);
        return in.readInt();
    }

    long readUnsignedInt() {
        require(4);
        return in.readUnsignedInt();
    }

    double readDouble() {
        require(8);
        return in.readDouble();
    }

    String readUtf8(long length) {
        return Utf8.read(in, sized(length));
    }

    byte[] readBytes(long length) {
        byte[] bytes = new byte[sized(length)];
        in.readBytes(bytes);
        return bytes;
    }

    /** Skips the next byte if it is {@code expected}. */
    boolean skip(int expected) {
        boolean found = peekUnsignedByte() == expected;
        if (found) {
            in.skipBytes(1);
        }
        return found;
    }

    /** Begins a value. */
    void element() {
        roomFor(1);
        elements++;
    }

    /** Refuses {@code count} values of at least {@code size} bytes each if they cannot follow. */
    int declared(long count, int size) {
        require(count * size);
        roomFor(count);
        return (int) count;
    }

    private void roomFor(long count) {
        if (count > limits.maxElements() - elements) {
            throw exceeded(count + " more elements, limit " + limits.maxElements() + " in all");
        }
    }

    /** Counts {@code length} bytes that a reference repeats. */
    void repeated(long length) {
        repeated += length;
        require(0);
    }

    /** Enters a container; returns the argument for {@link #leave}. */
    long enter() {
        checkDepth(depth.enter());
        return total();
    }

    /** Leaves {@code container}. */
    void leave(AmfValue container, long begin) {
        depth.leave(container);
        lengths.put(container, total() - begin);
    }

    /** Takes a reference to a container, which makes all that is inside appear again. */
    void refer(AmfValue container) {
        checkDepth(depth.refer(container));
        repeated(lengths.getOrDefault(container, 0L));
    }

    private void checkDepth(int came) {
        if (came > limits.maxDepth()) {
            throw exceeded("containers nested " + came + " deep, limit " + limits.maxDepth());
        }
    }

    /** Leaves all containers, whose rest is not read. */
    void leaveAll() {
        depth.leaveAll();
    }

    /** Returns an exception with the position of the reader. */
    AmfException error(String what) {
        return new AmfException(what + place());
    }

    /** Returns an exception about text of the peer; {@code ownWhat} omits that text. */
    AmfException error(String what, String ownWhat) {
        return new AmfException(what + place(), ownWhat + place());
    }

    private AmfLimitException exceeded(String what) {
        return new AmfLimitException(what + place());
    }

    private String place() {
        return ", before byte " + (in.readerIndex() - start);
    }

    private int sized(long length) {
        require(length);
        if (length > limits.maxBytes()) {
            throw exceeded(length + " bytes in one value, limit " + limits.maxBytes());
        }
        return (int) length;
    }

    private void require(long length) {
        if (length > in.readableBytes()) {
            throw error(
                    "truncated: " + length + " bytes expected, " + in.readableBytes() + " left");
        }
        long total = total() + length;
        if (total > limits.maxTotalBytes()) {
            throw exceeded(total + " bytes in all, limit " + limits.maxTotalBytes());
        }
    }

    /** Returns the bytes read so far, with those that references repeated. */
    private long total() {
        return in.readerIndex() - start + repeated;
    }
}

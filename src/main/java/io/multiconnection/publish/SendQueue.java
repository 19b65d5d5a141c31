package io.multiconnection.publish;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Frames of one leg that its socket has not accepted yet, in bytes and in media time. Their memory
 * is taken from the session's account. Frames leave in the order of arrival, so a ring buffer of
 * marks is enough; nothing is allocated for a frame.
 */
public final class SendQueue implements ChannelFutureListener {

    private static final int FIRST_CAPACITY = 64;

    /** Heap of a waiting frame without its body: promise, chunk buffers and their entries. */
    private static final int FRAME_BYTES = 512;

    /** No frame is sampled. */
    private static final int NONE = -1;

    private final MemoryAccount memory;
    private final LongSupplier nanoTime;
    private final LongConsumer latencyNanos;

    private int[] sizes = new int[FIRST_CAPACITY];
    private int[] timestamps = new int[FIRST_CAPACITY];
    private int head;
    private int count;
    private long bytes;
    private long sentBytes;
    private int newest;
    private boolean samplesNext;
    private int sampled = NONE;
    private long sampledAtNanos;

    /** Creates an empty queue that takes from {@code memory}. */
    public SendQueue(MemoryAccount memory) {
        this(memory, () -> 0, _ -> {});
    }

    /**
     * Creates an empty queue that takes from {@code memory}.
     *
     * @param latencyNanos receives the time that a sampled frame waited
     */
    SendQueue(MemoryAccount memory, LongSupplier nanoTime, LongConsumer latencyNanos) {
        this.memory = memory;
        this.nanoTime = nanoTime;
        this.latencyNanos = latencyNanos;
    }

    /** Measures how long the next frame waits, unless one is measured. */
    void sample() {
        samplesNext = sampled == NONE;
    }

    /**
     * Takes memory for a frame of {@code size} bytes; takes nothing and returns false if it is
     * short.
     */
    public boolean reserve(int size) {
        return memory.tryTake(
                MemoryKind.SEND_QUEUE, size + FRAME_BYTES, bytes + (long) count * FRAME_BYTES);
    }

    /** Takes memory for a frame that must be sent. */
    void reserveAlways(int size) {
        memory.take(MemoryKind.SEND_QUEUE, size + FRAME_BYTES);
    }

    /**
     * Adds a frame with reserved memory, which the caller writes with this queue as the listener of
     * the future.
     */
    public void add(int size, int timestamp) {
        if (count == sizes.length) {
            grow();
        }
        int tail = (head + count) % sizes.length;
        sizes[tail] = size;
        timestamps[tail] = timestamp;
        if (samplesNext) {
            samplesNext = false;
            sampled = count;
            sampledAtNanos = nanoTime.getAsLong();
        }
        count++;
        bytes += size;
        newest = timestamp;
    }

    @Override
    public void operationComplete(ChannelFuture write) {
        int size = sizes[head];
        head = (head + 1) % sizes.length;
        count--;
        bytes -= size;
        memory.give(MemoryKind.SEND_QUEUE, size + FRAME_BYTES);
        if (write.isSuccess()) {
            sentBytes += size;
        }
        if (sampled != NONE && sampled-- == 0 && write.isSuccess()) {
            latencyNanos.accept(nanoTime.getAsLong() - sampledAtNanos);
        }
    }

    /** Returns the waiting bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the bytes that the socket has accepted in total. */
    long sentBytes() {
        return sentBytes;
    }

    /** Returns the waiting media time in milliseconds, from the oldest frame to the newest. */
    int millis() {
        return count == 0 ? 0 : Math.max(0, newest - timestamps[head]);
    }

    private void grow() {
        int[] moreSizes = new int[count * 2];
        int[] moreTimestamps = new int[count * 2];
        for (int i = 0; i < count; i++) {
            moreSizes[i] = sizes[(head + i) % count];
            moreTimestamps[i] = timestamps[(head + i) % count];
        }
        sizes = moreSizes;
        timestamps = moreTimestamps;
        head = 0;
    }
}

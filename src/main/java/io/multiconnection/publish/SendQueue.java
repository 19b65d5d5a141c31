package io.multiconnection.publish;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/**
 * What one leg has handed to its connection and the socket has not taken yet, in bytes and in media
 * time. All of that is taken from the session's memory. Frames leave in the order in which they
 * came, so a ring of their marks is enough; nothing is allocated for a frame.
 */
public final class SendQueue implements ChannelFutureListener {

    private static final int FIRST_CAPACITY = 64;

    /**
     * Heap of a frame that waits, beside its bytes: promise, buffers of its chunks, their entries.
     */
    private static final int FRAME_BYTES = 512;

    private final MemoryAccount memory;

    private int[] sizes = new int[FIRST_CAPACITY];
    private int[] timestamps = new int[FIRST_CAPACITY];
    private int head;
    private int count;
    private long bytes;
    private long sentBytes;
    private int newest;

    /** An empty queue that takes from {@code memory}. */
    public SendQueue(MemoryAccount memory) {
        this.memory = memory;
    }

    /**
     * Takes memory for a frame of {@code size} bytes; false, and nothing is taken, if it is short.
     */
    public boolean reserve(int size) {
        return memory.tryTake(
                MemoryKind.SEND_QUEUE, size + FRAME_BYTES, bytes + (long) count * FRAME_BYTES);
    }

    /** Takes memory for a frame that is needed in any case. */
    void reserveAlways(int size) {
        memory.take(MemoryKind.SEND_QUEUE, size + FRAME_BYTES);
    }

    /**
     * A frame with reserved memory is about to be written; its write's future must get this as its
     * listener.
     */
    public void add(int size, int timestamp) {
        if (count == sizes.length) {
            grow();
        }
        int tail = (head + count) % sizes.length;
        sizes[tail] = size;
        timestamps[tail] = timestamp;
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
    }

    /** Bytes that wait. */
    long bytes() {
        return bytes;
    }

    /** Bytes the socket has taken, ever. */
    long sentBytes() {
        return sentBytes;
    }

    /** Media time that waits, in milliseconds: from the oldest frame to the newest. */
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

package io.multiconnection.flv;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Send queue of one viewer. Hands bytes to the output only as fast as the output takes them, counts
 * them in the viewer's memory account until they are written, and drops a viewer that reads nothing
 * for {@value #QUIET_CHECKS} checks. {@code ViewerQueue} bounds it, by {@link #waiting}.
 *
 * <p>Tags that arrive in one turn of the event loop, such as audio with the next video, are written
 * together: each write is a system call for each viewer.
 */
final class FlvSendQueue implements FlvOutput.Listener {

    /** Interval in seconds between two checks whether the viewer reads. */
    static final int CHECK_SECONDS = 15;

    /** Consecutive checks without progress after which the viewer is dropped. */
    private static final int QUIET_CHECKS = 4;

    /**
     * Size from which waiting tags are written without waiting for further ones, in bytes with
     * their overhead.
     */
    private static final int JOINED_BYTES = 16 << 10;

    /** Heap of a buffer besides its bytes, with its entries in this queue and the socket's. */
    private static final int BUFFER_BYTES = 512;

    private final FlvTransport transport;
    private final MemoryAccount memory;
    private final EventLoop loop;
    private final Deque<ByteBuf> queue = new ArrayDeque<>();
    private long waiting;
    private int unwritten;
    private int quietChecks;
    private boolean isFlushDue;
    private boolean isEnding;
    private boolean isClosed;
    private @Nullable FlvOutput output;
    private @Nullable ScheduledFuture<?> check;

    FlvSendQueue(FlvTransport transport, MemoryAccount memory, EventLoop loop) {
        this.transport = transport;
        this.memory = memory;
        this.loop = loop;
    }

    /** Returns the bytes, with their overhead, that the output has not taken yet. */
    long waiting() {
        return waiting;
    }

    /** Puts the FLV header before all tags. */
    void addHeader(ByteBuf header) {
        count(header);
        queue.addFirst(header);
    }

    /**
     * Adds a tag, to be written by the end of this turn of the event loop if the output takes it.
     */
    void add(ByteBuf tag) {
        count(tag);
        queue.add(tag);
        scheduleCheck();
        if (waiting >= JOINED_BYTES) {
            flush();
        } else if (!isFlushDue) {
            isFlushDue = true;
            loop.execute(this::flush);
        }
    }

    private void count(ByteBuf bytes) {
        long cost = cost(bytes);
        memory.take(MemoryKind.PLAYBACK, cost);
        waiting += cost;
        unwritten++;
    }

    private static long cost(ByteBuf bytes) {
        return (long) BUFFER_BYTES + bytes.readableBytes();
    }

    @Override
    public void onOpen(FlvOutput opened) {
        output = opened;
        flush();
    }

    @Override
    public void onWritable() {
        flush();
    }

    /** Writes as much as the output takes, and ends the transport after the last byte. */
    private void flush() {
        isFlushDue = false;
        FlvOutput out = output;
        while (out != null && !queue.isEmpty() && !out.isFull()) {
            writeJoined(out);
        }
        if (isEnding && out != null && queue.isEmpty()) {
            output = null;
            transport.end();
        }
    }

    private void writeJoined(FlvOutput out) {
        List<ByteBuf> tags = new ArrayList<>();
        long joined = 0;
        while (!queue.isEmpty() && joined < JOINED_BYTES) {
            ByteBuf tag = queue.remove();
            tags.add(tag);
            joined += cost(tag);
        }
        int count = tags.size();
        long cost = joined;
        waiting -= cost;
        out.write(
                Unpooled.wrappedBuffer(count, tags.toArray(ByteBuf[]::new)),
                () -> written(count, cost));
    }

    private void written(int count, long cost) {
        memory.give(MemoryKind.PLAYBACK, cost);
        unwritten -= count;
        quietChecks = 0;
    }

    private void scheduleCheck() {
        if (check == null && unwritten > 0 && !isClosed) {
            check = loop.schedule(this::check, CHECK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void check() {
        check = null;
        quietChecks++;
        if (unwritten > 0 && quietChecks >= QUIET_CHECKS) {
            transport.drop();
        } else {
            scheduleCheck();
        }
    }

    /** Ends the transport as soon as the queue is empty. */
    void end() {
        isEnding = true;
        flush();
    }

    /** Discards all bytes. Idempotent. */
    void close() {
        isClosed = true;
        output = null;
        queue.clear();
        if (check != null) {
            check.cancel(false);
        }
    }
}

package io.multiconnection.flv;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Send queue of one viewer. Hands bytes to the output only as fast as the output takes them, counts
 * them in the viewer's memory account until they are written, and drops a viewer that reads nothing
 * for {@value #QUIET_CHECKS} checks. {@code ViewerQueue} bounds it, by {@link #waiting}.
 */
final class FlvSendQueue implements FlvOutput.Listener {

    /** Interval in seconds between two checks whether the viewer reads. */
    static final int CHECK_SECONDS = 15;

    /** Consecutive checks without progress after which the viewer is dropped. */
    private static final int QUIET_CHECKS = 4;

    /** Heap of a buffer besides its bytes, with its entries in this queue and the socket's. */
    private static final int BUFFER_BYTES = 512;

    private final FlvTransport transport;
    private final MemoryAccount memory;
    private final EventLoop loop;
    private final Deque<ByteBuf> queue = new ArrayDeque<>();
    private long waiting;
    private int unwritten;
    private int quietChecks;
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

    /** Adds a tag, and writes it if the output takes it. */
    void add(ByteBuf tag) {
        count(tag);
        queue.add(tag);
        flush();
        scheduleCheck();
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
        FlvOutput out = output;
        while (out != null && !queue.isEmpty() && !out.isFull()) {
            ByteBuf next = queue.remove();
            long cost = cost(next);
            waiting -= cost;
            out.write(next, () -> written(cost));
        }
        if (isEnding && out != null && queue.isEmpty()) {
            output = null;
            transport.end();
        }
    }

    private void written(long cost) {
        memory.give(MemoryKind.PLAYBACK, cost);
        unwritten--;
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

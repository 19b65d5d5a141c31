package io.multiconnection.replica;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Queue of slot writes to one server, waiting and in flight. A write waits until the previous write
 * of its slot is acknowledged, and all writes wait while the server is slow. A newer write replaces
 * a waiting one of its slot, so the size of the object bounds the queue.
 */
final class WriteQueue {

    /** Limit of the unacknowledged bytes in flight. */
    private static final int WINDOW_BYTES = 1 << 20;

    /** Time after which an unacknowledged write counts as rejected, in milliseconds. */
    private static final long TIMEOUT_MILLIS = 10_000;

    /** Time after which a deferred write is tried again, in milliseconds. */
    private static final long DEFER_MILLIS = 250;

    private final SlotMap<PendingWrite> ready;

    /** Writes that wait for a write of their slot in flight. */
    private final SlotMap<PendingWrite> behind;

    private final SlotMap<PendingWrite> inFlight;
    private int inFlightBytes;
    private long deferredUntil = Long.MAX_VALUE;

    WriteQueue(HeapCounter heap) {
        this.ready = new SlotMap<>(heap);
        this.behind = new SlotMap<>(heap);
        this.inFlight = new SlotMap<>(heap);
    }

    /** Returns the newest write of a slot, whether it waits or is in flight. */
    @Nullable PendingWrite last(String slot) {
        PendingWrite last = behind.get(slot);
        last = last == null ? ready.get(slot) : last;
        return last == null ? inFlight.get(slot) : last;
    }

    /** Returns the write of a slot that is in flight. */
    @Nullable PendingWrite inFlight(String slot) {
        return inFlight.get(slot);
    }

    boolean isPending(String slot) {
        return inFlight.has(slot) || ready.has(slot);
    }

    boolean isInFlight(String slot) {
        return inFlight.has(slot);
    }

    /** Returns the slots that are in flight. */
    List<String> slotsInFlight() {
        return List.copyOf(inFlight.names());
    }

    /** Adds a write, which replaces a waiting one of its slot. */
    void add(String slot, AmfValue value, long now) {
        waiting(slot).put(slot, PendingWrite.of(slot, value, now));
    }

    /** Removes the write of a slot that would be sent after the one in flight, if there is one. */
    void cancel(String slot) {
        waiting(slot).remove(slot);
    }

    private SlotMap<PendingWrite> waiting(String slot) {
        return inFlight.has(slot) ? behind : ready;
    }

    /** Removes the write of a slot that is next to be sent. */
    void cancelReady(String slot) {
        ready.remove(slot);
    }

    /**
     * Returns the writes that are to be sent now; they are in flight.
     *
     * @param verdict verdict about each write; a deferred one also defers those behind it
     * @param never receives the writes that are not sent
     */
    List<SlotWrite> send(
            long now, Function<SlotWrite, Verdict> verdict, Consumer<SlotWrite> never) {
        List<SlotWrite> writes = new ArrayList<>();
        deferredUntil = Long.MAX_VALUE;
        while (inFlightBytes < WINDOW_BYTES && !ready.isEmpty()) {
            Map.Entry<String, PendingWrite> next = ready.entries().iterator().next();
            String slot = next.getKey();
            PendingWrite write = next.getValue();
            SlotWrite requested = new SlotWrite(slot, write.value());
            switch (verdict.apply(requested)) {
                case NOW -> {
                    ready.remove(slot);
                    inFlight.put(slot, write.sentAt(now));
                    inFlightBytes += write.bytes();
                    writes.add(requested);
                }
                case NEVER -> {
                    ready.remove(slot);
                    never.accept(requested);
                }
                case LATER -> {
                    deferredUntil = now + DEFER_MILLIS;
                    return writes;
                }
            }
        }
        return writes;
    }

    /** Removes the write of a slot in flight; the one behind it may be sent. */
    PendingWrite landed(String slot) {
        PendingWrite write = inFlight.getOrDefault(slot, PendingWrite.NOTHING);
        inFlight.remove(slot);
        inFlightBytes -= write.bytes();
        PendingWrite next = behind.remove(slot);
        if (next != null) {
            ready.put(slot, next);
        }
        return write;
    }

    /**
     * Returns when {@link #overdue} and {@link #send} are due; {@link Long#MAX_VALUE} for never.
     */
    long nextCheck() {
        long overdue =
                inFlight.isEmpty()
                        ? Long.MAX_VALUE
                        : inFlight.entries().iterator().next().getValue().sent() + TIMEOUT_MILLIS;
        return Math.min(deferredUntil, overdue);
    }

    /** Returns the slots whose writes have timed out. */
    List<String> overdue(long now) {
        return inFlight.entries().stream()
                .takeWhile(entry -> entry.getValue().sent() + TIMEOUT_MILLIS <= now)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns whether a deletion of the slot is in flight. */
    boolean isDeleting(String slot) {
        PendingWrite write = inFlight.get(slot);
        return write != null && write.value() instanceof AmfUndefined;
    }

    /** Removes all writes, and passes those in flight to {@code doubtful}. */
    void clear(BiConsumer<String, PendingWrite> doubtful) {
        inFlight.forEach(doubtful);
        ready.clear();
        inFlight.clear();
        behind.clear();
        inFlightBytes = 0;
        deferredUntil = Long.MAX_VALUE;
    }
}

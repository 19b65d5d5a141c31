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
 * Writes of slots to one server: those that wait, and those in flight. A write of a slot waits
 * until the one before it is acknowledged, and all of them while the server is slow, a newer one in
 * place of an older; so what waits is bounded by what the object holds.
 */
final class WriteQueue {

    /** Bytes that a server may leave unacknowledged before it is sent more. */
    private static final int WINDOW_BYTES = 1 << 20;

    /** A server that has not acknowledged a write after so long does not do it. */
    private static final long PATIENCE_MILLIS = 10_000;

    /** A write that has to wait for others is considered again after this time. */
    private static final long ASK_AGAIN_MILLIS = 250;

    private final SlotMap<PendingWrite> ready;

    /** Writes that wait for one of the same slot that is in flight. */
    private final SlotMap<PendingWrite> behind;

    private final SlotMap<PendingWrite> inFlight;
    private int inFlightBytes;
    private long askAt = Long.MAX_VALUE;

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

    /** Adds a write in place of one of the same slot that waits. */
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
     * @param verdict about each write; one that waits holds up those behind it
     * @param never receives the writes that are not to be sent at all
     */
    List<SlotWrite> send(
            long now, Function<SlotWrite, Verdict> verdict, Consumer<SlotWrite> never) {
        List<SlotWrite> writes = new ArrayList<>();
        askAt = Long.MAX_VALUE;
        while (inFlightBytes < WINDOW_BYTES && !ready.isEmpty()) {
            Map.Entry<String, PendingWrite> next = ready.entries().iterator().next();
            String slot = next.getKey();
            PendingWrite write = next.getValue();
            SlotWrite asked = new SlotWrite(slot, write.value());
            switch (verdict.apply(asked)) {
                case NOW -> {
                    ready.remove(slot);
                    inFlight.put(slot, write.sentAt(now));
                    inFlightBytes += write.bytes();
                    writes.add(asked);
                }
                case NEVER -> {
                    ready.remove(slot);
                    never.accept(asked);
                }
                case LATER -> {
                    askAt = now + ASK_AGAIN_MILLIS;
                    return writes;
                }
            }
        }
        return writes;
    }

    /** Takes the write of a slot out of flight; the one behind it may be sent. */
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
    long wake() {
        long overdue =
                inFlight.isEmpty()
                        ? Long.MAX_VALUE
                        : inFlight.entries().iterator().next().getValue().sent() + PATIENCE_MILLIS;
        return Math.min(askAt, overdue);
    }

    /** Returns the slots that have been in flight for too long. */
    List<String> overdue(long now) {
        return inFlight.entries().stream()
                .takeWhile(entry -> entry.getValue().sent() + PATIENCE_MILLIS <= now)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns whether the slot is on its way to be gone. */
    boolean isDeleting(String slot) {
        PendingWrite write = inFlight.get(slot);
        return write != null && write.value() instanceof AmfUndefined;
    }

    /** Hands over the writes in flight, and forgets all. */
    void clear(BiConsumer<String, PendingWrite> doubtful) {
        inFlight.forEach(doubtful);
        ready.clear();
        inFlight.clear();
        behind.clear();
        inFlightBytes = 0;
        askAt = Long.MAX_VALUE;
    }
}

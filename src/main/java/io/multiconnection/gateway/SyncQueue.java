package io.multiconnection.gateway;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.HeapSize;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.GatewayMessage.SyncEvent;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.replica.SlotSize;
import io.multiconnection.target.ServerEventBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Queue of slot changes for the client. Sends them within the event budgets of the servers that
 * caused them. Changes that have to wait are merged: only the latest change of a slot is sent, and
 * beyond a limit the whole object. Lives on its session's event loop.
 */
final class SyncQueue {

    /** Approximate size of one sync; a large object takes several. A value is never split. */
    private static final int PART_BYTES = 64 << 10;

    /** Size of a sync's JSON beyond which the sync is split. */
    private static final int PART_CHARS = 2 * PART_BYTES;

    /** JSON overhead of one slot. */
    private static final int ENTRY_BYTES = 32;

    private static final long RETRY_MILLIS = 50;

    /**
     * Change that waits to be sent.
     *
     * @param bytes encoded size of the slot
     * @param heap heap of the waiting change, in bytes
     */
    private record QueuedChange(SlotChange change, int bytes, long heap) {}

    /** Changes that wait for one event budget. */
    private final class BudgetQueue {

        private final Map<String, QueuedChange> slots = new LinkedHashMap<>();

        /** Characters that the first slot needs; 0 if not known. */
        private int needed;

        void add(QueuedChange waiting) {
            var _ = memory.take(MemoryKind.SHARED_OBJECTS, waiting.heap());
            slots.put(String.valueOf(waiting.change().slot()), waiting);
        }

        void remove(String slot) {
            QueuedChange waiting = slots.remove(slot);
            if (waiting != null) {
                memory.give(MemoryKind.SHARED_OBJECTS, waiting.heap());
            }
        }
    }

    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final int maxWaiting;
    private final Supplier<List<SlotChange>> whole;
    private final Function<List<SlotChange>, SyncEvent> event;
    private final EventWriter writer;
    private final MemoryAccount memory;
    private final Map<ServerEventBudget, BudgetQueue> queues = new LinkedHashMap<>();
    private boolean clearWaits;
    private boolean scheduled;

    /**
     * Creates an empty queue.
     *
     * @param maxWaiting limit of waiting slots
     * @param whole supplies the contents of the object, preceded by a clear
     * @param event creates the event of changes
     * @param memory account of the session, charged with waiting changes
     */
    SyncQueue(
            ScheduledExecutorService loop,
            LongSupplier nanoTime,
            int maxWaiting,
            Supplier<List<SlotChange>> whole,
            Function<List<SlotChange>, SyncEvent> event,
            EventWriter writer,
            MemoryAccount memory) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.maxWaiting = maxWaiting;
        this.whole = whole;
        this.event = event;
        this.writer = writer;
        this.memory = memory;
    }

    /**
     * Sends changes at once, or when the budget has room and the client has a WebSocket.
     *
     * @param budget event budget of the server that caused the changes
     */
    void add(List<SlotChange> changes, ServerEventBudget budget) {
        boolean wasWaiting = !queues.isEmpty();
        changes.forEach(change -> queue(change, budget));
        if (!wasWaiting) {
            send();
        }
        if (queues.values().stream().mapToInt(queue -> queue.slots.size()).sum() > maxWaiting) {
            whole.get().forEach(change -> queue(change, budget));
        }
        retryLater();
    }

    /** Sends waiting changes, because the client has a WebSocket again. */
    void resume() {
        retryLater();
    }

    /** Drops waiting changes. */
    void stop() {
        queues.values().forEach(queue -> List.copyOf(queue.slots.keySet()).forEach(queue::remove));
        queues.clear();
        clearWaits = false;
    }

    private void queue(SlotChange change, ServerEventBudget budget) {
        String slot = change.slot();
        if (slot == null) {
            stop(); // a clear makes waiting changes obsolete
            clearWaits = true;
            queues.put(budget, new BudgetQueue());
        } else {
            BudgetQueue queue = queues.computeIfAbsent(budget, _ -> new BudgetQueue());
            queues.values().forEach(each -> each.remove(slot));
            queue.add(new QueuedChange(change, bytes(change), heap(slot, change)));
            queue.needed = 0;
        }
    }

    private static long heap(String slot, SlotChange change) {
        AmfValue value = change.value();
        return HeapSize.ELEMENT + HeapSize.of(slot) + (value == null ? 0 : AmfHeapSize.of(value));
    }

    private void retryLater() {
        if (!queues.isEmpty() && !scheduled && !writer.isPaused()) {
            scheduled = true;
            loop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        scheduled = false;
        send();
        retryLater();
    }

    /** Sends as much as each budget has room for. A clear is sent first. */
    private void send() {
        if (!writer.isPaused()) {
            queues.forEach(this::send);
            queues.values().removeIf(queue -> queue.slots.isEmpty() && !clearWaits);
        }
    }

    private void send(ServerEventBudget budget, BudgetQueue queue) {
        boolean sent = true;
        while (sent && (clearWaits || !queue.slots.isEmpty())) {
            sent = sendPart(budget, queue);
        }
    }

    /** Sends a part of one slot or more; returns false if the budget has no room for it. */
    private boolean sendPart(ServerEventBudget budget, BudgetQueue queue) {
        long now = nanoTime.getAsLong();
        if (!budget.hasRoom(Math.max(1, queue.needed), now)) {
            return false;
        }
        int room = budget.room(now);
        List<String> slots = first(queue, Math.min(PART_BYTES, room));
        String text = text(queue, slots);
        while (text.length() > Math.min(PART_CHARS, room) && slots.size() > 1) {
            slots.subList(slots.size() / 2, slots.size()).clear();
            text = text(queue, slots);
        }
        boolean sent = budget.takeState(text.length(), now);
        queue.needed = sent ? 0 : text.length();
        if (sent) {
            writer.write(text);
            clearWaits = false;
            slots.forEach(queue::remove);
        }
        return sent;
    }

    private static List<String> first(BudgetQueue queue, int maxBytes) {
        List<String> slots = new ArrayList<>();
        int bytes = 0;
        for (Map.Entry<String, QueuedChange> entry : queue.slots.entrySet()) {
            bytes += entry.getValue().bytes();
            if (bytes > maxBytes && !slots.isEmpty()) {
                break;
            }
            slots.add(entry.getKey());
        }
        return slots;
    }

    private String text(BudgetQueue queue, List<String> slots) {
        List<SlotChange> changes = new ArrayList<>();
        if (clearWaits) {
            changes.add(SlotChange.clear());
        }
        for (String slot : slots) {
            QueuedChange waiting = queue.slots.get(slot);
            if (waiting != null) {
                changes.add(waiting.change());
            }
        }
        return GatewayMessageWriter.write(event.apply(changes));
    }

    private static int bytes(SlotChange change) {
        String slot = change.slot();
        AmfValue value = change.value();
        return ENTRY_BYTES + (slot == null || value == null ? 0 : SlotSize.of(slot, value));
    }
}

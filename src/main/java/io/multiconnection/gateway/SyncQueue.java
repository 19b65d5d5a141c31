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
 * Tells the page what has become of slots, as fast as those may who have changed them. What has to
 * wait is told as it is then: of each slot the last change, and where those would be too many, all
 * that the object holds. Lives on its session's event loop.
 */
final class SyncQueue {

    /** A large object is told in parts of about this size, and no value is cut. */
    private static final int PART_BYTES = 64 << 10;

    /** A part whose JSON is larger is told in smaller ones. */
    private static final int PART_CHARS = 2 * PART_BYTES;

    /** What the entry of a slot takes in JSON beside the slot. */
    private static final int ENTRY_BYTES = 32;

    private static final long RETRY_MILLIS = 50;

    /**
     * A change that waits.
     *
     * @param bytes of the slot as a server is sent it
     * @param heap bytes that it takes while it waits
     */
    private record Waiting(SlotChange change, int bytes, long heap) {}

    /** Changes that wait for the budget of one payer. */
    private final class Lane {

        private final Map<String, Waiting> slots = new LinkedHashMap<>();

        /** Characters that the first slot needs, where that is known already. */
        private int needed;

        void add(Waiting waiting) {
            var _ = memory.take(MemoryKind.SHARED_OBJECTS, waiting.heap());
            slots.put(String.valueOf(waiting.change().slot()), waiting);
        }

        void remove(String slot) {
            Waiting waiting = slots.remove(slot);
            if (waiting != null) {
                memory.give(MemoryKind.SHARED_OBJECTS, waiting.heap());
            }
        }
    }

    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final int maxWaiting;
    private final Supplier<List<SlotChange>> whole;
    private final Function<List<SlotChange>, SyncEvent> news;
    private final EventWriter page;
    private final MemoryAccount memory;
    private final Map<ServerEventBudget, Lane> lanes = new LinkedHashMap<>();
    private boolean clearWaits;
    private boolean scheduled;

    /**
     * @param maxWaiting of slots
     * @param whole all that the object holds, after a clear
     * @param news what the page is told of changes
     * @param memory the session's account, from which what waits is taken
     */
    SyncQueue(
            ScheduledExecutorService loop,
            LongSupplier nanoTime,
            int maxWaiting,
            Supplier<List<SlotChange>> whole,
            Function<List<SlotChange>, SyncEvent> news,
            EventWriter page,
            MemoryAccount memory) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.maxWaiting = maxWaiting;
        this.whole = whole;
        this.news = news;
        this.page = page;
        this.memory = memory;
    }

    /**
     * Tells these now, or when there is room and the page is there.
     *
     * @param payer has caused them
     */
    void add(List<SlotChange> changes, ServerEventBudget payer) {
        boolean waits = !lanes.isEmpty();
        changes.forEach(change -> queue(change, payer));
        if (!waits) {
            tell();
        }
        if (lanes.values().stream().mapToInt(lane -> lane.slots.size()).sum() > maxWaiting) {
            whole.get().forEach(change -> queue(change, payer));
        }
        retryLater();
    }

    /** The page is back: tells what waits. */
    void back() {
        retryLater();
    }

    /** Nothing is told any more. */
    void stop() {
        lanes.values().forEach(lane -> List.copyOf(lane.slots.keySet()).forEach(lane::remove));
        lanes.clear();
        clearWaits = false;
    }

    private void queue(SlotChange change, ServerEventBudget payer) {
        String slot = change.slot();
        if (slot == null) {
            stop(); // what waits is of no use any more
            clearWaits = true;
            lanes.put(payer, new Lane());
        } else {
            Lane lane = lanes.computeIfAbsent(payer, _ -> new Lane());
            lanes.values().forEach(each -> each.remove(slot));
            lane.add(new Waiting(change, bytes(change), heap(slot, change)));
            lane.needed = 0;
        }
    }

    private static long heap(String slot, SlotChange change) {
        AmfValue value = change.value();
        return HeapSize.ELEMENT + HeapSize.of(slot) + (value == null ? 0 : AmfHeapSize.of(value));
    }

    private void retryLater() {
        if (!lanes.isEmpty() && !scheduled && !page.mustWait()) {
            scheduled = true;
            loop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        scheduled = false;
        tell();
        retryLater();
    }

    /** Tells as much as each payer has room for. A clear goes before everything. */
    private void tell() {
        if (!page.mustWait()) {
            lanes.forEach(this::tell);
            lanes.values().removeIf(lane -> lane.slots.isEmpty() && !clearWaits);
        }
    }

    private void tell(ServerEventBudget payer, Lane lane) {
        boolean told = true;
        while (told && (clearWaits || !lane.slots.isEmpty())) {
            told = tellPart(payer, lane);
        }
    }

    /** Tells a part for which there is room, of one slot at least; false if there is none. */
    private boolean tellPart(ServerEventBudget payer, Lane lane) {
        long now = nanoTime.getAsLong();
        if (!payer.hasRoom(Math.max(1, lane.needed), now)) {
            return false;
        }
        int room = payer.room(now);
        List<String> slots = first(lane, Math.min(PART_BYTES, room));
        String text = text(lane, slots);
        while (text.length() > Math.min(PART_CHARS, room) && slots.size() > 1) {
            slots.subList(slots.size() / 2, slots.size()).clear();
            text = text(lane, slots);
        }
        boolean told = payer.takeState(text.length(), now);
        lane.needed = told ? 0 : text.length();
        if (told) {
            page.tell(text);
            clearWaits = false;
            slots.forEach(lane::remove);
        }
        return told;
    }

    private static List<String> first(Lane lane, int maxBytes) {
        List<String> slots = new ArrayList<>();
        int bytes = 0;
        for (Map.Entry<String, Waiting> entry : lane.slots.entrySet()) {
            bytes += entry.getValue().bytes();
            if (bytes > maxBytes && !slots.isEmpty()) {
                break;
            }
            slots.add(entry.getKey());
        }
        return slots;
    }

    private String text(Lane lane, List<String> slots) {
        List<SlotChange> changes = new ArrayList<>();
        if (clearWaits) {
            changes.add(SlotChange.clear());
        }
        for (String slot : slots) {
            Waiting waiting = lane.slots.get(slot);
            if (waiting != null) {
                changes.add(waiting.change());
            }
        }
        return GatewayMessageWriter.write(news.apply(changes));
    }

    private static int bytes(SlotChange change) {
        String slot = change.slot();
        AmfValue value = change.value();
        return ENTRY_BYTES + (slot == null || value == null ? 0 : SlotSize.of(slot, value));
    }
}

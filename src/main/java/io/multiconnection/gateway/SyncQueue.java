package io.multiconnection.gateway;

import io.multiconnection.amf.AmfHeapSize;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.memory.HeapSize;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.protocol.GatewayMessage.SyncNews;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.replica.SlotSize;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells the page what has become of slots, as fast as it may be told. What has to wait is told as
 * it is then: of each slot the last change, and where those would be too many, all that the object
 * holds. Lives on its session's event loop.
 */
final class SyncQueue {

    /** A large object is told in parts of about this size, and no value is cut. */
    private static final int PART_BYTES = 64 << 10;

    /** What the entry of a slot takes in JSON beside the slot. */
    private static final int ENTRY_BYTES = 32;

    private static final long RETRY_MILLIS = 50;

    private final EventLoop loop;
    private final RateLimit bytesPerSecond;
    private final int maxWaiting;
    private final Supplier<List<SlotChange>> whole;
    private final Function<List<SlotChange>, SyncNews> news;
    private final News page;
    private final MemoryAccount memory;
    private final Map<String, SlotChange> waiting = new LinkedHashMap<>();
    private boolean clearWaits;
    private boolean scheduled;

    /**
     * @param bytesPerSecond of the session, for all of its shared objects
     * @param maxWaiting of slots
     * @param whole all that the object holds, after a clear
     * @param news what the page is told of changes
     * @param memory the session's account, from which what waits is taken
     */
    SyncQueue(
            EventLoop loop,
            RateLimit bytesPerSecond,
            int maxWaiting,
            Supplier<List<SlotChange>> whole,
            Function<List<SlotChange>, SyncNews> news,
            News page,
            MemoryAccount memory) {
        this.loop = loop;
        this.bytesPerSecond = bytesPerSecond;
        this.maxWaiting = maxWaiting;
        this.whole = whole;
        this.news = news;
        this.page = page;
        this.memory = memory;
    }

    /** Tells these now, or when there is room and the page is there. */
    void add(List<SlotChange> changes) {
        if (changes.contains(SlotChange.clear())) {
            stop(); // what waits is of no use any more
        }
        for (List<SlotChange> part : inParts(changes)) {
            if (isWaiting() || !tell(part)) {
                part.forEach(this::queue);
            }
        }
        if (waiting.size() > maxWaiting) {
            whole.get().forEach(this::queue);
        }
        retryLater();
    }

    /** The page is back: tells what waits. */
    void back() {
        retryLater();
    }

    /** Nothing is told any more. */
    void stop() {
        waiting.forEach(this::give);
        waiting.clear();
        clearWaits = false;
    }

    private boolean isWaiting() {
        return clearWaits || !waiting.isEmpty();
    }

    private void queue(SlotChange change) {
        String slot = change.slot();
        if (slot == null) {
            stop();
            clearWaits = true;
        } else {
            SlotChange before = waiting.remove(slot);
            if (before != null) {
                give(slot, before);
            }
            memory.take(MemoryKind.SHARED_OBJECTS, heap(slot, change));
            waiting.put(slot, change);
        }
    }

    private void give(String slot, SlotChange change) {
        memory.give(MemoryKind.SHARED_OBJECTS, heap(slot, change));
    }

    private static long heap(String slot, SlotChange change) {
        AmfValue value = change.value();
        return HeapSize.ELEMENT + HeapSize.of(slot) + (value == null ? 0 : AmfHeapSize.of(value));
    }

    private void retryLater() {
        if (isWaiting() && !scheduled && !page.mustWait()) {
            scheduled = true;
            loop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        scheduled = false;
        List<SlotChange> changes = new ArrayList<>();
        if (clearWaits) {
            changes.add(SlotChange.clear());
        }
        changes.addAll(waiting.values());
        stop();
        add(changes);
    }

    private boolean tell(List<SlotChange> part) {
        int bytes = part.stream().mapToInt(SyncQueue::bytes).sum();
        boolean within = !page.mustWait() && bytesPerSecond.take(bytes, System.nanoTime());
        if (within) {
            page.tell(news.apply(part));
        }
        return within;
    }

    private static List<List<SlotChange>> inParts(List<SlotChange> changes) {
        List<List<SlotChange>> parts = new ArrayList<>();
        int room = 0;
        for (SlotChange change : changes) {
            int bytes = bytes(change);
            if (bytes > room) {
                parts.add(new ArrayList<>());
                room = PART_BYTES;
            }
            parts.getLast().add(change);
            room -= bytes;
        }
        return parts;
    }

    private static int bytes(SlotChange change) {
        String slot = change.slot();
        AmfValue value = change.value();
        return ENTRY_BYTES + (slot == null || value == null ? 0 : SlotSize.of(slot, value));
    }
}

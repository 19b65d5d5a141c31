package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.ReplicaException.Kind;
import java.util.Map;

/**
 * What a shared object may hold, at a page's wish and on each server.
 *
 * @param slots slots of an object
 * @param bytes bytes of an object: its slots as a server is sent them. In memory they may take
 *     {@value #HEAP_FACTOR} times as much, and at least {@value #MIN_HEAP}: an empty object is 4
 *     bytes for a server and 100 in memory
 * @param slotBytes bytes of one slot, its name included
 */
public record ReplicaLimits(int slots, int bytes, int slotBytes) {

    private static final String HEAP_TEXT =
            "slots that take %d bytes of memory, limit %d (arrays and objects take more there than"
                    + " on their way to a server)";

    public static final ReplicaLimits DEFAULT = new ReplicaLimits(16_384, 4 << 20, 64 << 10);

    static final int HEAP_FACTOR = 4;

    /** Small limits are for tests, and one slot costs more than its bytes. */
    static final int MIN_HEAP = 1 << 20;

    /** Returns the bytes of memory that the slots of an object may take. */
    long heapBytes() {
        return Math.max(MIN_HEAP, (long) HEAP_FACTOR * bytes);
    }

    /** Refuses what a server holds if that is too much. */
    void check(Slots held) {
        check(held.size(), slots, "%d slots, limit %d");
        check(held.bytes(), bytes, "%d bytes of slots, limit %d");
        check(held.heap(), heapBytes(), HEAP_TEXT);
    }

    /** Refuses a slot if it is too large. */
    void check(String slot, int slotSize) {
        if (slotSize > slotBytes) {
            throw new ReplicaException(
                    Kind.OVER_LIMIT,
                    "slot %s of %d bytes, limit %d".formatted(slot, slotSize, slotBytes));
        }
    }

    /** Refuses what slots are to become if that is too much; undefined: gone. */
    void check(Slots held, Map<String, AmfValue> next) {
        int size = held.size();
        long sum = held.bytes();
        long heap = held.heap();
        long written = 0;
        for (Map.Entry<String, AmfValue> entry : next.entrySet()) {
            String slot = entry.getKey();
            boolean gone = SlotValue.isGone(entry.getValue());
            SlotValue value = SlotValue.of(slot, entry.getValue());
            check(slot, value.bytes());
            written += value.bytes();
            // At once: many slots may share one large value, whose size is found for each.
            check(written, bytes, "%d bytes of slots, limit %d");
            sum += value.bytes() - held.bytes(slot);
            heap += (gone ? 0 : SlotMap.entryHeap(slot) + value.heap()) - held.heap(slot);
            size += (gone ? 0 : 1) - (held.has(slot) ? 1 : 0);
        }
        check(size, slots, "%d slots, limit %d");
        check(sum, bytes, "%d bytes of slots, limit %d");
        check(heap, heapBytes(), HEAP_TEXT);
    }

    private static void check(long came, long limit, String text) {
        if (came > limit) {
            throw new ReplicaException(Kind.OVER_LIMIT, text.formatted(came, limit));
        }
    }
}

package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.ReplicaException.Kind;
import java.util.Map;

/**
 * Limits of a shared object, for the client's writes and for each server's copy.
 *
 * @param slots slots of an object
 * @param bytes bytes of an object's slots as sent to a server. The heap limit is {@value
 *     #HEAP_FACTOR} times as much, and at least {@value #MIN_HEAP} bytes, because values take more
 *     heap than wire bytes: an empty object is 4 bytes on the wire and 100 in memory
 * @param slotBytes bytes of one slot, including its name
 */
public record ReplicaLimits(int slots, int bytes, int slotBytes) {

    private static final String HEAP_TEXT =
            "slots that take %d bytes of memory, limit %d (arrays and objects take more in memory"
                    + " than on the wire)";

    public static final ReplicaLimits DEFAULT = new ReplicaLimits(16_384, 4 << 20, 64 << 10);

    static final int HEAP_FACTOR = 4;

    /**
     * Lower bound of the heap limit: a few slots take more heap than small limits of bytes allow.
     */
    static final int MIN_HEAP = 1 << 20;

    /** Returns the limit of the slots' heap, in bytes. */
    long heapBytes() {
        return Math.max(MIN_HEAP, (long) HEAP_FACTOR * bytes);
    }

    /** Checks a server's copy. */
    void check(Slots held) {
        check(held.size(), slots, "%d slots, limit %d");
        check(held.bytes(), bytes, "%d bytes of slots, limit %d");
        check(held.heap(), heapBytes(), HEAP_TEXT);
    }

    /** Checks the size of a slot. */
    void check(String slot, int slotSize) {
        if (slotSize > slotBytes) {
            throw new ReplicaException(
                    Kind.OVER_LIMIT,
                    "slot %s of %d bytes, limit %d".formatted(slot, slotSize, slotBytes));
        }
    }

    /** Checks writes of slots; undefined deletes a slot. */
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
            // checked for each slot: many slots may share one large value
            check(written, bytes, "%d bytes of slots, limit %d");
            sum += value.bytes() - held.bytes(slot);
            heap += (gone ? 0 : SlotMap.entryHeap(slot) + value.heap()) - held.heap(slot);
            size += (gone ? 0 : 1) - (held.has(slot) ? 1 : 0);
        }
        check(size, slots, "%d slots, limit %d");
        check(sum, bytes, "%d bytes of slots, limit %d");
        check(heap, heapBytes(), HEAP_TEXT);
    }

    private static void check(long actual, long limit, String text) {
        if (actual > limit) {
            throw new ReplicaException(Kind.OVER_LIMIT, text.formatted(actual, limit));
        }
    }
}

package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.replica.ReplicaException.Kind;
import java.util.Map;

/**
 * What a shared object may hold, at a page's wish and on each server.
 *
 * @param slots slots of an object
 * @param bytes bytes of an object: its slots as a server is sent them
 * @param slotBytes bytes of one slot, its name included
 */
public record ReplicaLimits(int slots, int bytes, int slotBytes) {

    public static final ReplicaLimits DEFAULT = new ReplicaLimits(16_384, 4 << 20, 64 << 10);

    /** Refuses what a server holds if that is too much. */
    void check(Slots held) {
        check(held.size(), slots, "%d slots, limit %d");
        check(held.bytes(), bytes, "%d bytes of slots, limit %d");
    }

    /** Refuses a slot if it is too large. */
    void check(String slot, int slotSize) {
        if (slotSize > slotBytes) {
            throw new ReplicaException(
                    Kind.TOO_MUCH,
                    "slot %s of %d bytes, limit %d".formatted(slot, slotSize, slotBytes));
        }
    }

    /** Refuses what slots are to become if that is too much; undefined: gone. */
    void check(Slots held, Map<String, AmfValue> next) {
        int size = held.size();
        long sum = held.bytes();
        long written = 0;
        for (Map.Entry<String, AmfValue> entry : next.entrySet()) {
            String slot = entry.getKey();
            boolean gone = Slots.isGone(entry.getValue());
            int more = gone ? 0 : SlotSize.of(slot, entry.getValue());
            check(slot, more);
            written += more;
            // At once: many slots may share one large value, whose size is found for each.
            check(written, bytes, "%d bytes of slots, limit %d");
            sum += more - held.bytes(slot);
            size += (gone ? 0 : 1) - (held.has(slot) ? 1 : 0);
        }
        check(size, slots, "%d slots, limit %d");
        check(sum, bytes, "%d bytes of slots, limit %d");
    }

    private static void check(long came, long limit, String text) {
        if (came > limit) {
            throw new ReplicaException(Kind.TOO_MUCH, text.formatted(came, limit));
        }
    }
}

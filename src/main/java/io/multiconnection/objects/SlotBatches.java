package io.multiconnection.objects;

import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slots of an object in batches of moderate size, so that no message exceeds a receiver's limits
 * and none has to hold all slots at once. Slots may change in the meantime; each is read when its
 * batch is.
 */
final class SlotBatches {

    /**
     * Bytes after which a batch ends. Plus one more value this stays below the elements allowed in
     * a message.
     */
    private static final int BYTES = 16 << 10;

    private final Map<String, StoredSlot> slots;
    private final Iterator<String> names;

    SlotBatches(Map<String, StoredSlot> slots) {
        this.slots = slots;
        this.names = List.copyOf(slots.keySet()).iterator();
    }

    boolean hasNext() {
        return names.hasNext();
    }

    /** Returns the next changes; empty if the slots of this batch were removed. */
    List<SharedObjectEvent> next() {
        List<SharedObjectEvent> changes = new ArrayList<>();
        int bytes = 0;
        while (names.hasNext() && bytes < BYTES) {
            String name = names.next();
            @Nullable StoredSlot slot = slots.get(name);
            if (slot != null) {
                changes.add(new Change(name, slot.value()));
                bytes += slot.bytes();
            }
        }
        return changes;
    }
}

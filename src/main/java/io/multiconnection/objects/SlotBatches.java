package io.multiconnection.objects;

import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slots of an object in parts of moderate size: no message is over a receiver's limits, and
 * nobody has to hold all of them at once. Slots may change meanwhile; each is told as it stands.
 */
final class SlotBatches {

    /** With one more value this stays below the elements that a message may hold. */
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

    /** The next changes; none if the slots of this part are gone. */
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

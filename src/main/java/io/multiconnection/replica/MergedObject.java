package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Merged object as its client knows it, with the client's writes that are not settled yet. */
final class MergedObject {

    private final Slots slots;
    private final SlotMap<SlotValue> unsettled;

    MergedObject(HeapCounter heap) {
        slots = new Slots(heap);
        unsettled = new SlotMap<>(heap);
    }

    Slots slots() {
        return slots;
    }

    AmfValue get(String slot) {
        return slots.get(slot);
    }

    boolean has(String slot) {
        return slots.has(slot);
    }

    /** Writes a slot for the client. */
    void write(String slot, AmfValue value) {
        slots.put(slot, value);
        unsettled.put(slot, SlotValue.of(slot, value));
    }

    /** Returns the slots that the client has written and whose result is open. */
    List<String> unsettledSlots() {
        return List.copyOf(unsettled.names());
    }

    /** Updates slots from the copies; returns the changes that the client does not know. */
    List<SlotChange> update(Collection<String> names, ServerCopies copies, SyncedSlots synced) {
        List<SlotChange> changes = new ArrayList<>();
        for (String slot : copies.merging().isEmpty() ? List.<String>of() : names) {
            AmfValue now = copies.merged(slot, synced.isDeleted(slot));
            AmfValue known = slots.get(slot);
            slots.put(slot, now);
            SlotValue written = copies.isPending(slot) ? null : unsettled.remove(slot);
            if (written != null) {
                boolean stands = now.equals(written.value());
                changes.add(SlotChange.of(stands ? Code.SUCCESS : Code.REJECT, slot, now));
            } else if (!now.equals(known)) {
                changes.add(
                        SlotChange.of(
                                SlotValue.isGone(now) ? Code.DELETE : Code.CHANGE, slot, now));
            }
        }
        return changes;
    }
}

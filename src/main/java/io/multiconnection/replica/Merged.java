package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The merged object as its session knows it, and what it has written that is not settled yet. */
final class Merged {

    private final Slots slots;
    private final SlotMap<SlotValue> mine;

    Merged(HeapCount heap) {
        slots = new Slots(heap);
        mine = new SlotMap<>(heap);
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

    /** The session writes a slot. */
    void write(String slot, AmfValue value) {
        slots.put(slot, value);
        mine.put(slot, SlotValue.of(slot, value));
    }

    /** The slots that the session has written, and has not heard of since. */
    List<String> unsettled() {
        return List.copyOf(mine.names());
    }

    /** Takes some slots over from the copies; returns what its session did not know. */
    List<SlotChange> update(Collection<String> names, Copies copies, SyncedSlots kept) {
        List<SlotChange> changes = new ArrayList<>();
        for (String slot : copies.merging().isEmpty() ? List.<String>of() : names) {
            AmfValue now = copies.merged(slot, kept.isDeleted(slot));
            AmfValue told = slots.get(slot);
            slots.put(slot, now);
            SlotValue written = copies.isPending(slot) ? null : mine.remove(slot);
            if (written != null) {
                boolean stands = now.equals(written.value());
                changes.add(SlotChange.of(stands ? Code.SUCCESS : Code.REJECT, slot, now));
            } else if (!now.equals(told)) {
                changes.add(
                        SlotChange.of(Slots.isGone(now) ? Code.DELETE : Code.CHANGE, slot, now));
            }
        }
        return changes;
    }
}

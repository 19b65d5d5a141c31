package io.multiconnection.replica;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Slots by name, with the sum of their sizes. A deleted slot is undefined. */
final class Slots {

    private final SlotMap<SlotValue> slots;
    private long bytes;
    private long heap;

    Slots(HeapCounter count) {
        slots = new SlotMap<>(count);
    }

    AmfValue get(String slot) {
        return slots.getOrDefault(slot, SlotValue.GONE).value();
    }

    boolean has(String slot) {
        return slots.has(slot);
    }

    /** Sets a slot; undefined removes it. */
    void put(String slot, AmfValue value) {
        SlotValue next = SlotValue.of(slot, value);
        SlotValue before = SlotValue.isGone(value) ? slots.remove(slot) : slots.put(slot, next);
        bytes += next.bytes() - (before == null ? 0 : before.bytes());
        heap += heap(slot, next) - (before == null ? 0 : heap(slot, before));
    }

    /** Removes all slots. */
    void clear() {
        slots.clear();
        bytes = 0;
        heap = 0;
    }

    private static long heap(String slot, SlotValue value) {
        return SlotValue.isGone(value.value()) ? 0 : SlotMap.entryHeap(slot) + value.heap();
    }

    Set<String> names() {
        return slots.names();
    }

    int size() {
        return slots.size();
    }

    long bytes() {
        return bytes;
    }

    int bytes(String slot) {
        return slots.getOrDefault(slot, SlotValue.GONE).bytes();
    }

    /** Returns an estimate of the heap of all slots, in bytes. */
    long heap() {
        return heap;
    }

    /** Returns an estimate of the heap of one slot, in bytes; 0 if it is deleted. */
    long heap(String slot) {
        return heap(slot, slots.getOrDefault(slot, SlotValue.GONE));
    }

    /** Returns all slots as changes that start with a clear. */
    List<SlotChange> snapshot() {
        List<SlotChange> all = new ArrayList<>();
        all.add(SlotChange.clear());
        slots.forEach((name, slot) -> all.add(SlotChange.of(Code.CHANGE, name, slot.value())));
        return all;
    }
}

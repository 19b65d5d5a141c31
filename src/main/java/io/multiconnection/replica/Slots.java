package io.multiconnection.replica;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.SlotChange;
import io.multiconnection.protocol.SlotChange.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Slots by their names, with the bytes that they take. A slot that is gone is undefined. */
final class Slots {

    private record Slot(AmfValue value, int bytes) {}

    private static final Slot GONE = new Slot(AmfUndefined.UNDEFINED, 0);

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private long bytes;

    AmfValue get(String slot) {
        return slots.getOrDefault(slot, GONE).value();
    }

    boolean has(String slot) {
        return slots.containsKey(slot);
    }

    /** Sets a slot; undefined removes it. */
    void put(String slot, AmfValue value) {
        Slot next = isGone(value) ? GONE : new Slot(value, SlotSize.of(slot, value));
        Slot before = isGone(value) ? slots.remove(slot) : slots.put(slot, next);
        bytes += next.bytes() - (before == null ? 0 : before.bytes());
    }

    Set<String> names() {
        return slots.keySet();
    }

    int size() {
        return slots.size();
    }

    long bytes() {
        return bytes;
    }

    int bytes(String slot) {
        return slots.getOrDefault(slot, GONE).bytes();
    }

    /** All of them, as somebody is told who knows nothing of them. */
    List<SlotChange> whole() {
        List<SlotChange> all = new ArrayList<>();
        all.add(SlotChange.clear());
        slots.forEach((name, slot) -> all.add(SlotChange.of(Code.CHANGE, name, slot.value())));
        return all;
    }

    static boolean isGone(AmfValue value) {
        return value instanceof AmfUndefined;
    }
}

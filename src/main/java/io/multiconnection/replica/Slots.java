package io.multiconnection.replica;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.LinkedHashMap;
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

    void clear() {
        slots.clear();
        bytes = 0;
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

    static boolean isGone(AmfValue value) {
        return value instanceof AmfUndefined;
    }
}

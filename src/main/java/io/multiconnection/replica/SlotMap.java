package io.multiconnection.replica;

import io.multiconnection.memory.HeapSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Map by slot name in insertion order that counts the heap of its entries, names and values. Equal
 * values in several maps are usually distinct objects, so each map counts its own.
 */
final class SlotMap<V extends SlotMap.Sized> {

    /** Value whose heap is known. */
    interface Sized {

        /** Value without heap, for a map that is used as a set. */
        Sized NOTHING = () -> 0;

        /** Returns the heap of the value in bytes; a value that grows counts the growth itself. */
        long heap();
    }

    private final HeapCounter heap;
    private final Map<String, V> entries = new LinkedHashMap<>();

    SlotMap(HeapCounter heap) {
        this.heap = heap;
    }

    /** Returns the heap of an entry without its value. */
    static long entryHeap(String slot) {
        return HeapSize.ELEMENT + HeapSize.of(slot);
    }

    @Nullable V get(String slot) {
        return entries.get(slot);
    }

    V getOrDefault(String slot, V other) {
        return entries.getOrDefault(slot, other);
    }

    boolean has(String slot) {
        return entries.containsKey(slot);
    }

    /** Sets an entry; returns the value that it replaces. */
    @Nullable V put(String slot, V value) {
        V before = entries.put(slot, value);
        heap.add(value.heap() + (before == null ? entryHeap(slot) : -before.heap()));
        return before;
    }

    @Nullable V remove(String slot) {
        V removed = entries.remove(slot);
        if (removed != null) {
            heap.add(-entryHeap(slot) - removed.heap());
        }
        return removed;
    }

    void clear() {
        entries.forEach((slot, value) -> heap.add(-entryHeap(slot) - value.heap()));
        entries.clear();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    /** Returns a view of the names, the oldest first. */
    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Returns a view of the entries, the oldest first. */
    Set<Map.Entry<String, V>> entries() {
        return Collections.unmodifiableMap(entries).entrySet();
    }

    void forEach(BiConsumer<String, V> action) {
        entries.forEach(action);
    }
}

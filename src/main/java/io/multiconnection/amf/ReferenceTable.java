package io.multiconnection.amf;

import java.util.ArrayList;
import java.util.List;

/**
 * Table of the entries of a message to which later parts refer by index (AMF0, section 2.9; AMF3,
 * section 2.2).
 */
final class ReferenceTable<T> {

    private final String name;
    private final List<T> entries = new ArrayList<>();
    private int mark;
    private boolean closed;

    /** Creates an empty table; {@code name} names its entries in errors. */
    ReferenceTable(String name) {
        this.name = name;
    }

    void add(T entry) {
        if (!closed) {
            entries.add(entry);
        }
    }

    /**
     * Returns the entry of an index.
     *
     * @throws AmfException if there is none
     */
    T entry(int index, AmfInput in) {
        if (index >= entries.size()) {
            throw in.error(name + " " + index + ", expected below " + entries.size());
        }
        return entries.get(index);
    }

    /** Marks the current entries. */
    void mark() {
        mark = entries.size();
    }

    /**
     * Drops the entries since the mark and accepts no others, because their indices are unknown.
     */
    void rollBack() {
        entries.subList(Math.min(mark, entries.size()), entries.size()).clear();
        closed = true;
    }
}

package io.multiconnection.amf;

import java.util.ArrayList;
import java.util.List;

/**
 * Table of what a message holds so far, to which later parts of it refer by index (AMF0, section
 * 2.9; AMF3, section 2.2).
 */
final class ReferenceTable<T> {

    private final String name;
    private final List<T> entries = new ArrayList<>();
    private int mark;
    private boolean closed;

    /** An empty table; {@code name} says in errors what it refers to. */
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

    /** Remembers which entries there are. */
    void mark() {
        mark = entries.size();
    }

    /** Forgets the entries since the mark, and takes no others: their indices are not known. */
    void rollBack() {
        entries.subList(Math.min(mark, entries.size()), entries.size()).clear();
        closed = true;
    }
}

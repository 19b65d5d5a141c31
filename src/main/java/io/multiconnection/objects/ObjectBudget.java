package io.multiconnection.objects;

/** Limit of the bytes that all shared objects of a server hold together. */
final class ObjectBudget {

    private final int max;
    private int used;

    ObjectBudget(int max) {
        this.max = max;
    }

    /** Returns whether {@code bytes} more fit. */
    boolean has(int bytes) {
        return bytes <= max - used;
    }

    /** Counts {@code bytes} more, or fewer if it is negative. */
    void add(int bytes) {
        used += bytes;
    }
}

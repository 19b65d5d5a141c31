package io.multiconnection.memory;

/** Estimates of the heap that objects take, in bytes, never below what they do take. */
public final class HeapSize {

    /** Element of a collection: entry, boxes and reference. */
    public static final int ELEMENT = 100;

    private static final int STRING = 64;

    private HeapSize() {}

    /** Returns the heap of a string: its header, its array, and two bytes for each UTF-16 unit. */
    public static long of(String text) {
        return STRING + 2L * text.length();
    }
}

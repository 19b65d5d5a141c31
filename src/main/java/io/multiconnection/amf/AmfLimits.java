package io.multiconnection.amf;

/**
 * Bounds of what a peer may send in one message. Each is checked before anything is allocated.
 *
 * @param maxDepth containers inside each other, 1 to {@value #DEEPEST}; a reference counts as the
 *     container that it refers to, unless it closes a cycle
 * @param maxElements values in the message, those of arrays and vectors included
 * @param maxBytes bytes of one string, document or byte array
 * @param maxTotalBytes bytes of all values of the message, and the length of each container,
 *     string, name, document, byte array and vector of numbers once more wherever a reference
 *     repeats it: two bytes may become a megabyte when they are written on
 */
public record AmfLimits(int maxDepth, int maxElements, int maxBytes, int maxTotalBytes) {

    /**
     * Deepest nesting that a reader may allow and that writers write. Both are recursive, and this
     * depth never overflows a thread's stack.
     */
    public static final int DEEPEST = 256;

    /** 64 levels, 100000 values, 4 MiB a string, and the longest message of RTMP. */
    public static final AmfLimits DEFAULT = new AmfLimits(64, 100_000, 4 << 20, 0xFF_FFFF);

    public AmfLimits {
        if (maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("maxDepth " + maxDepth + ", expected 1.." + DEEPEST);
        }
        positive("maxElements", maxElements);
        positive("maxBytes", maxBytes);
        positive("maxTotalBytes", maxTotalBytes);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + ", expected 1..2147483647");
        }
    }
}

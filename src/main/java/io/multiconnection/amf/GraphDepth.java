package io.multiconnection.amf;

import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * Depth of a graph of values while it is read: how many containers are inside each other, where a
 * reference counts as what it refers to.
 *
 * <p>A reference back to a container that is still being read closes a cycle, and ends the chain
 * there. So a message of little nesting cannot hold a long chain of containers, each of which
 * refers to the one before, while cycles such as a child's reference to its parent stay legal.
 * Takes a constant time for each container and reference.
 */
public final class GraphDepth {

    /** Levels from each finished container to the deepest one inside it, itself included. */
    private final IdentityHashMap<AmfValue, Integer> heights = new IdentityHashMap<>();

    /** The greatest height found so far inside each open container; 0: outside of all. */
    private int[] inside = new int[8];

    private int depth;

    /** Begins the inside of a container; returns how deep that is. */
    public int enter() {
        depth++;
        if (depth == inside.length) {
            inside = Arrays.copyOf(inside, 2 * depth);
        }
        inside[depth] = 0;
        return depth;
    }

    /** Ends the inside of {@code container}. */
    public void leave(AmfValue container) {
        int height = inside[depth] + 1;
        heights.put(container, height);
        depth--;
        inside[depth] = Math.max(inside[depth], height);
    }

    /** Ends the inside of all containers, none of which is ever referred to. */
    void leaveAll() {
        depth = 0;
    }

    /** Takes a reference to {@code value}; returns the depth of the deepest container there. */
    public int refer(AmfValue value) {
        int height = heights.getOrDefault(value, 0);
        inside[depth] = Math.max(inside[depth], height);
        return depth + height;
    }
}

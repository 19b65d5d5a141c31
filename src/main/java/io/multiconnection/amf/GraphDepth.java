package io.multiconnection.amf;

import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * Depth of a graph of values while it is read. A reference counts as the container to which it
 * refers.
 *
 * <p>A reference to a container that is still being read closes a cycle and ends the chain there.
 * So a message with little nesting cannot build a long chain of containers that refer to one
 * another, while cycles such as a child's reference to its parent stay legal. Takes constant time
 * for each container and reference.
 */
public final class GraphDepth {

    /** Levels from each finished container to the deepest one inside it, itself included. */
    private final IdentityHashMap<AmfValue, Integer> heights = new IdentityHashMap<>();

    /** Greatest height found so far inside each open container; index 0 is the top level. */
    private int[] inside = new int[8];

    private int depth;

    /** Enters a container; returns its depth. */
    public int enter() {
        depth++;
        if (depth == inside.length) {
            inside = Arrays.copyOf(inside, 2 * depth);
        }
        inside[depth] = 0;
        return depth;
    }

    /** Leaves {@code container}. */
    public void leave(AmfValue container) {
        int height = inside[depth] + 1;
        heights.put(container, height);
        depth--;
        inside[depth] = Math.max(inside[depth], height);
    }

    /** Leaves all containers, none of which is referred to later. */
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

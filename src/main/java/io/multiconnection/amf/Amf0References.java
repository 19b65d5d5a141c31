package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Containers of one AMF0 message that are written in full, and the indices of all containers (AMF0,
 * section 2.9).
 *
 * <p>A container that occurs again is copied, unless it is still being written, which is a cycle.
 * Because copies of copies grow without bounds ("billion laughs"), copying ends at {@value
 * #MAX_COPIED_BYTES} bytes in a message, give or take one container's own strings, and at {@value
 * #MAX_COPY_DEPTH} levels: a path through a graph may be as long as the graph is large.
 */
final class Amf0References {

    static final int MAX_COPIED_BYTES = 64 << 10;
    static final int MAX_COPY_DEPTH = 32;

    private final ByteBuf out;
    private final NestingDepth nesting;

    /** Index of each container where it was written last. */
    private final IdentityHashMap<AmfValue, Integer> indices = new IdentityHashMap<>();

    private final Set<AmfValue> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int lastIndex = -1;
    private int copiedBytes;
    private int openCopies;
    private int copyStart;

    Amf0References(ByteBuf out, NestingDepth nesting) {
        this.out = out;
        this.nesting = nesting;
    }

    /** Returns whether {@code container} is to be written in full, between begin and end. */
    boolean isInline(AmfValue container) {
        return !indices.containsKey(container)
                || (!open.contains(container)
                        && nesting.depth() < MAX_COPY_DEPTH
                        && copiedBytes() < MAX_COPIED_BYTES);
    }

    /** Returns the index of a container that was begun before. */
    int index(AmfValue container) {
        return indices.getOrDefault(container, -1);
    }

    void begin(AmfValue container) {
        boolean copy = indices.put(container, ++lastIndex) != null;
        open.add(container);
        if (openCopies == 0) {
            copyStart = out.writerIndex();
        }
        if (copy || openCopies > 0) {
            openCopies++;
        }
    }

    void end(AmfValue container) {
        open.remove(container);
        if (openCopies > 0 && --openCopies == 0) {
            copiedBytes += out.writerIndex() - copyStart;
        }
    }

    private int copiedBytes() {
        return copiedBytes + (openCopies > 0 ? out.writerIndex() - copyStart : 0);
    }
}

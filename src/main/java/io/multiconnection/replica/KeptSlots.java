package io.multiconnection.replica;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which slots are kept equal on all servers, and which are known to be deleted, so that a server
 * that still has them is not taken for one that has something new. Of those deleted, the oldest are
 * forgotten when they are too many.
 */
final class KeptSlots {

    private final boolean all;
    private final int maxDeleted;
    private final Set<String> names = new HashSet<>();
    private final Set<String> deleted = new LinkedHashSet<>();

    /**
     * @param all whether every slot is kept equal
     */
    KeptSlots(boolean all, int maxDeleted) {
        this.all = all;
        this.maxDeleted = maxDeleted;
    }

    /** From now on the slot is kept equal. */
    void keep(String slot) {
        names.add(slot);
    }

    boolean has(String slot) {
        return all || isWritten(slot);
    }

    /** Whether this session has written it. */
    boolean isWritten(String slot) {
        return names.contains(slot);
    }

    /** The slot has been deleted, or is there again. */
    void deleted(String slot, boolean isDeleted) {
        deleted.remove(slot);
        if (isDeleted) {
            deleted.add(slot);
            if (deleted.size() > maxDeleted) {
                Iterator<String> oldest = deleted.iterator();
                names.remove(oldest.next());
                oldest.remove();
            }
        }
    }

    boolean isDeleted(String slot) {
        return deleted.contains(slot);
    }

    /** Adds the names of those written here, and of those deleted. */
    void addTo(Collection<String> slots) {
        slots.addAll(names);
        slots.addAll(deleted);
    }
}

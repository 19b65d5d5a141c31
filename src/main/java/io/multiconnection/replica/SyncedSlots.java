package io.multiconnection.replica;

import java.util.Collection;

/**
 * Slots that are kept equal on all servers, and slots that are known to be deleted. A server that
 * still has a deleted slot does not count as one with a new value. Over the limit, the oldest
 * deletions are forgotten.
 */
final class SyncedSlots {

    private final boolean all;
    private final int maxDeleted;
    private final SlotMap<SlotMap.Sized> names;
    private final SlotMap<SlotMap.Sized> deleted;

    /**
     * Creates an empty set.
     *
     * @param all whether every slot is kept equal
     */
    SyncedSlots(boolean all, int maxDeleted, HeapCounter heap) {
        this.all = all;
        this.maxDeleted = maxDeleted;
        this.names = new SlotMap<>(heap);
        this.deleted = new SlotMap<>(heap);
    }

    /** Adds a slot that is kept equal. */
    void keep(String slot) {
        names.put(slot, SlotMap.Sized.NOTHING);
    }

    boolean has(String slot) {
        return all || isWritten(slot);
    }

    /** Returns whether this session has written the slot. */
    boolean isWritten(String slot) {
        return names.has(slot);
    }

    /** Records whether the slot is deleted. */
    void deleted(String slot, boolean isDeleted) {
        deleted.remove(slot);
        if (isDeleted) {
            deleted.put(slot, SlotMap.Sized.NOTHING);
            if (deleted.size() > maxDeleted) {
                String oldest = deleted.names().iterator().next();
                names.remove(oldest);
                deleted.remove(oldest);
            }
        }
    }

    boolean isDeleted(String slot) {
        return deleted.has(slot);
    }

    /** Adds the names of the written and of the deleted slots to {@code slots}. */
    void addTo(Collection<String> slots) {
        slots.addAll(names.names());
        slots.addAll(deleted.names());
    }
}

package io.multiconnection.replica;

import java.util.Collection;

/**
 * Which slots are kept equal on all servers, and which are known to be deleted, so that a server
 * that still has them is not taken for one that has something new. Of those deleted, the oldest are
 * forgotten when they are too many.
 */
final class SyncedSlots {

    private final boolean all;
    private final int maxDeleted;
    private final SlotMap<SlotMap.Sized> names;
    private final SlotMap<SlotMap.Sized> deleted;

    /**
     * @param all whether every slot is kept equal
     */
    SyncedSlots(boolean all, int maxDeleted, HeapCount heap) {
        this.all = all;
        this.maxDeleted = maxDeleted;
        this.names = new SlotMap<>(heap);
        this.deleted = new SlotMap<>(heap);
    }

    /** From now on the slot is kept equal. */
    void keep(String slot) {
        names.put(slot, SlotMap.Sized.NOTHING);
    }

    boolean has(String slot) {
        return all || isWritten(slot);
    }

    /** Whether this session has written it. */
    boolean isWritten(String slot) {
        return names.has(slot);
    }

    /** The slot has been deleted, or is there again. */
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

    /** Adds the names of those written here, and of those deleted. */
    void addTo(Collection<String> slots) {
        slots.addAll(names.names());
        slots.addAll(deleted.names());
    }
}

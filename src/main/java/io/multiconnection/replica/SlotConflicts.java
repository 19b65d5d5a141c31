package io.multiconnection.replica;

import io.multiconnection.replica.ReplicaException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Conflicts of a replica, by slot. Over the limit no conflict is opened; the slot stays as it is
 * until it changes again.
 */
final class SlotConflicts {

    private static final long NEVER = Long.MAX_VALUE;

    private final SlotMap<SlotConflict> open;
    private final HeapCounter heap;
    private final int max;
    private final RandomGenerator random;

    /** Lower bound of the time at which the next conflict is due. */
    private long nextCheck = NEVER;

    SlotConflicts(int max, RandomGenerator random, HeapCounter heap) {
        this.open = new SlotMap<>(heap);
        this.heap = heap;
        this.max = max;
        this.random = random;
    }

    /** Returns the conflict of a slot, which is opened if there is none; null over the limit. */
    @Nullable SlotConflict open(String slot, long now) {
        SlotConflict conflict = open.get(slot);
        if (conflict == null && open.size() < max) {
            conflict = new SlotConflict(now, heap);
            open.put(slot, conflict);
        }
        return conflict;
    }

    /**
     * Checks that {@code more} conflicts can be opened.
     *
     * @throws ReplicaException if they exceed the limit
     */
    void checkRoom(int more) {
        int size = open.size() + more;
        if (size > max) {
            throw new ReplicaException(
                    Kind.OVER_LIMIT,
                    "%d slots that are being written, limit %d".formatted(size, max));
        }
    }

    @Nullable SlotConflict find(String slot) {
        return open.get(slot);
    }

    List<String> slots() {
        return List.copyOf(open.names());
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void end(String slot) {
        open.remove(slot);
    }

    /** Restarts the rest period of a slot's conflict, which is opened if there is none. */
    void disturb(String slot, long now) {
        SlotConflict conflict = open(slot, now);
        if (conflict != null) {
            conflict.disturb(now, random);
            nextCheck = Math.min(nextCheck, conflict.due());
        }
    }

    /** Returns when to check for due conflicts; {@link Long#MAX_VALUE} for never. */
    long nextCheck() {
        return nextCheck;
    }

    /** Returns the slots whose conflicts are due; they are deferred until the next change. */
    List<String> due(long now) {
        List<String> slots = new ArrayList<>();
        if (nextCheck > now) {
            return slots;
        }
        nextCheck = NEVER;
        open.forEach(
                (slot, conflict) -> {
                    if (conflict.due() <= now) {
                        conflict.defer();
                        slots.add(slot);
                    }
                    nextCheck = Math.min(nextCheck, conflict.due());
                });
        return slots;
    }
}

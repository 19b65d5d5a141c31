package io.multiconnection.replica;

import io.multiconnection.replica.ReplicaException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The disputes of a replica, by slot. About what is more than may be disputed at once there is
 * none: it stays as it is until something happens to it again.
 */
final class SlotConflicts {

    private static final long NEVER = Long.MAX_VALUE;

    private final SlotMap<SlotConflict> open;
    private final HeapCounter heap;
    private final int max;
    private final RandomGenerator random;

    /** No dispute is due before this, though perhaps none is due then either. */
    private long wake = NEVER;

    SlotConflicts(int max, RandomGenerator random, HeapCounter heap) {
        this.open = new SlotMap<>(heap);
        this.heap = heap;
        this.max = max;
        this.random = random;
    }

    /** The dispute about a slot, a new one if there is none; null if there are too many. */
    @Nullable SlotConflict open(String slot, long now) {
        SlotConflict dispute = open.get(slot);
        if (dispute == null && open.size() < max) {
            dispute = new SlotConflict(now, heap);
            open.put(slot, dispute);
        }
        return dispute;
    }

    /**
     * Refuses so many more disputes if that is too many.
     *
     * @throws ReplicaException then
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

    /** Something has happened to a slot about which there is, or now may be, a dispute. */
    void disturb(String slot, long now) {
        SlotConflict dispute = open(slot, now);
        if (dispute != null) {
            dispute.disturb(now, random);
            wake = Math.min(wake, dispute.due());
        }
    }

    /** When to look for disputes that are due; {@link Long#MAX_VALUE} for never. */
    long wake() {
        return wake;
    }

    /** The slots whose disputes are due; they wait until they are disturbed again. */
    List<String> due(long now) {
        List<String> slots = new ArrayList<>();
        if (wake > now) {
            return slots;
        }
        wake = NEVER;
        open.forEach(
                (slot, dispute) -> {
                    if (dispute.due() <= now) {
                        dispute.defer();
                        slots.add(slot);
                    }
                    wake = Math.min(wake, dispute.due());
                });
        return slots;
    }
}

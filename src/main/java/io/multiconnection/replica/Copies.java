package io.multiconnection.replica;

import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The copies of all servers. The first of them leads; all sessions of all gateways put them into
 * the same order.
 */
final class Copies {

    private static final Comparator<Copy> LEADER_FIRST =
            Comparator.comparing(Copy::label).thenComparingInt(Copy::server);

    /** Heap of a copy without its slots. */
    private static final int COPY_BYTES = 2 << 10;

    private final HeapCount heap;
    private final Map<Integer, Copy> copies = new TreeMap<>();
    private List<Copy> joined = List.of();
    private List<Copy> settled = List.of();
    private List<Copy> merging = List.of();

    Copies(HeapCount heap) {
        this.heap = heap;
    }

    void add(int server, String label) {
        Copy was = copies.get(server);
        if (was == null || !was.label().equals(label)) {
            copies.put(server, new Copy(server, label, heap));
            if (was == null) {
                heap.add(COPY_BYTES);
            } else {
                was.clear();
            }
        }
    }

    Copy of(int server) {
        Copy copy = copies.get(server);
        if (copy == null) {
            throw new IllegalArgumentException("server " + server + " was not added");
        }
        return copy;
    }

    /** A copy has come into another state. */
    void reorder() {
        joined = inOrder(Copy::isJoined);
        settled = inOrder(Copy::isSettled);
        merging = inOrder(copy -> copy.isSettled() || (copy.isJoined() && copy.isEqual()));
    }

    private List<Copy> inOrder(Predicate<Copy> which) {
        return copies.values().stream().filter(which).sorted(LEADER_FIRST).toList();
    }

    /** All of them, in the order of the servers' numbers. */
    Collection<Copy> all() {
        return copies.values();
    }

    /** Those whose servers have answered use, the leader first. */
    List<Copy> joined() {
        return joined;
    }

    /** Those that have said all they hold, the leader first. */
    List<Copy> settled() {
        return settled;
    }

    /** Those that make up the merged object, the leader first. */
    List<Copy> merging() {
        return merging;
    }

    /**
     * Writes what may be another client's value. A server that carries streams is not asked for
     * kinds of values that it is not known to read: it might hang up.
     */
    void handOn(Copy copy, String slot, AmfValue value, WriteRules rules, long now) {
        boolean isNew = copy.isWritable(slot) && !copy.expected(slot).equals(value);
        if (isNew && rules.carriesStreams(copy.server()) && !copy.reads(value)) {
            copy.keepAway(slot, value);
            rules.keptAway(copy.server(), slot);
        } else {
            copy.write(slot, value, now);
        }
    }

    boolean leads(Copy copy) {
        return !settled.isEmpty() && settled.getFirst().equals(copy);
    }

    /** Names of all slots that make up the merged object. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        merging.forEach(copy -> names.addAll(copy.said().names()));
        return names;
    }

    /** Whether something is on its way to a server that is there. */
    boolean isPending(String slot) {
        for (Copy copy : joined) {
            if (copy.isPending(slot)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all that are settled, and can be written to, hold the same or are about to. */
    boolean areEqual(String slot) {
        AmfValue first = null;
        for (Copy copy : settled) {
            if (copy.isWritable(slot)) {
                AmfValue value = copy.expected(slot);
                if (first != null && !first.equals(value)) {
                    return false;
                }
                first = value;
            }
        }
        return true;
    }

    /**
     * The rule. What another client wrote to a follower since the copies were equal, and the leader
     * has not held since, wins; otherwise what the leader holds. That a slot is missing counts only
     * where somebody is known to have deleted it. At least one copy must be settled.
     */
    AmfValue winner(String slot, Dispute dispute, boolean deleted) {
        for (Copy follower : settled.subList(1, settled.size())) {
            AmfValue value = follower.expected(slot);
            if (dispute.isNews(follower.server()) && !dispute.hasLeaderHeld(value)) {
                return value;
            }
        }
        return merged(slot, settled, deleted);
    }

    /** What the merged object holds. */
    AmfValue merged(String slot, boolean deleted) {
        return merged(slot, merging, deleted);
    }

    /**
     * What the leader holds; where that has no such slot, and it was not deleted, the next. Who has
     * refused to write the slot has no say in it, unless all have.
     */
    private static AmfValue merged(String slot, List<Copy> copies, boolean deleted) {
        AmfValue refused = AmfUndefined.UNDEFINED;
        for (Copy copy : copies) {
            AmfValue value = copy.expected(slot);
            if (copy.isWritable(slot) && (!Slots.isGone(value) || deleted)) {
                return value;
            }
            refused = Slots.isGone(refused) ? value : refused;
        }
        return copies.stream().anyMatch(copy -> copy.isWritable(slot))
                ? AmfUndefined.UNDEFINED
                : refused;
    }
}

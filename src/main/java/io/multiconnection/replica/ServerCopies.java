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
final class ServerCopies {

    private static final Comparator<ServerCopy> LEADER_FIRST =
            Comparator.comparing(ServerCopy::label).thenComparingInt(ServerCopy::server);

    /** Heap of a copy without its slots. */
    private static final int COPY_BYTES = 2 << 10;

    private final HeapCounter heap;
    private final Map<Integer, ServerCopy> copies = new TreeMap<>();
    private List<ServerCopy> joined = List.of();
    private List<ServerCopy> settled = List.of();
    private List<ServerCopy> merging = List.of();

    ServerCopies(HeapCounter heap) {
        this.heap = heap;
    }

    void add(int server, String label) {
        ServerCopy was = copies.get(server);
        if (was == null || !was.label().equals(label)) {
            copies.put(server, new ServerCopy(server, label, heap));
            if (was == null) {
                heap.add(COPY_BYTES);
            } else {
                was.clear();
            }
        }
    }

    ServerCopy of(int server) {
        ServerCopy copy = copies.get(server);
        if (copy == null) {
            throw new IllegalArgumentException("server " + server + " was not added");
        }
        return copy;
    }

    /** A copy has come into another state. */
    void reorder() {
        joined = inOrder(ServerCopy::isJoined);
        settled = inOrder(ServerCopy::isSettled);
        merging = inOrder(copy -> copy.isSettled() || (copy.isJoined() && copy.isEqual()));
    }

    private List<ServerCopy> inOrder(Predicate<ServerCopy> which) {
        return copies.values().stream().filter(which).sorted(LEADER_FIRST).toList();
    }

    /** All of them, in the order of the servers' numbers. */
    Collection<ServerCopy> all() {
        return copies.values();
    }

    /** Those whose servers have answered use, the leader first. */
    List<ServerCopy> joined() {
        return joined;
    }

    /** Those that have said all they hold, the leader first. */
    List<ServerCopy> settled() {
        return settled;
    }

    /** Those that make up the merged object, the leader first. */
    List<ServerCopy> merging() {
        return merging;
    }

    /**
     * Writes what may be another client's value. A server that carries streams is not asked for
     * kinds of values that it is not known to read: it might hang up.
     */
    void handOn(ServerCopy copy, String slot, AmfValue value, WritePolicy rules, long now) {
        boolean isNew = copy.isWritable(slot) && !copy.expected(slot).equals(value);
        if (isNew && rules.carriesStreams(copy.server()) && !copy.reads(value)) {
            copy.keepAway(slot, value);
            rules.keptAway(copy.server(), slot);
        } else {
            copy.write(slot, value, now);
        }
    }

    boolean leads(ServerCopy copy) {
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
        for (ServerCopy copy : joined) {
            if (copy.isPending(slot)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all that are settled, and can be written to, hold the same or are about to. */
    boolean areEqual(String slot) {
        AmfValue first = null;
        for (ServerCopy copy : settled) {
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
    AmfValue winner(String slot, SlotConflict dispute, boolean deleted) {
        for (ServerCopy follower : settled.subList(1, settled.size())) {
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
    private static AmfValue merged(String slot, List<ServerCopy> copies, boolean deleted) {
        AmfValue refused = AmfUndefined.UNDEFINED;
        for (ServerCopy copy : copies) {
            AmfValue value = copy.expected(slot);
            if (copy.isWritable(slot) && (!SlotValue.isGone(value) || deleted)) {
                return value;
            }
            refused = SlotValue.isGone(refused) ? value : refused;
        }
        return copies.stream().anyMatch(copy -> copy.isWritable(slot))
                ? AmfUndefined.UNDEFINED
                : refused;
    }
}

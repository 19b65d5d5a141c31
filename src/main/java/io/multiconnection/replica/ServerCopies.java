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
 * Copies of all servers. The first settled copy is the leader; every session of every gateway
 * orders the copies alike.
 */
final class ServerCopies {

    private static final Comparator<ServerCopy> LEADER_FIRST =
            Comparator.comparing(ServerCopy::label).thenComparingInt(ServerCopy::server);

    /** Heap of a copy without its slots, in bytes. */
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

    /** Updates the order after a copy has changed its state. */
    void reorder() {
        joined = inOrder(ServerCopy::isJoined);
        settled = inOrder(ServerCopy::isSettled);
        merging = inOrder(copy -> copy.isSettled() || (copy.isJoined() && copy.isEqual()));
    }

    private List<ServerCopy> inOrder(Predicate<ServerCopy> which) {
        return copies.values().stream().filter(which).sorted(LEADER_FIRST).toList();
    }

    /** Returns all copies, ordered by server number. */
    Collection<ServerCopy> all() {
        return copies.values();
    }

    /** Returns the copies whose servers have responded to use, the leader first. */
    List<ServerCopy> joined() {
        return joined;
    }

    /** Returns the copies whose content is known completely, the leader first. */
    List<ServerCopy> settled() {
        return settled;
    }

    /** Returns the copies that the merged object consists of, the leader first. */
    List<ServerCopy> merging() {
        return merging;
    }

    /**
     * Writes a value that another client may have written. A server that carries streams gets only
     * kinds of values that it is known to read, because it might close the connection otherwise.
     */
    void propagate(ServerCopy copy, String slot, AmfValue value, WritePolicy policy, long now) {
        boolean isNew = copy.isWritable(slot) && !copy.expected(slot).equals(value);
        if (isNew && policy.carriesStreams(copy.server()) && !copy.reads(value)) {
            copy.withhold(slot, value);
            policy.withheld(copy.server(), slot);
        } else {
            copy.write(slot, value, now);
        }
    }

    boolean leads(ServerCopy copy) {
        return !settled.isEmpty() && settled.getFirst().equals(copy);
    }

    /** Returns the names of all slots of the merged object. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        merging.forEach(copy -> names.addAll(copy.reported().names()));
        return names;
    }

    /** Returns whether a write of the slot is pending on a joined server. */
    boolean isPending(String slot) {
        for (ServerCopy copy : joined) {
            if (copy.isPending(slot)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether all settled copies that can be written hold the same value or will do so. */
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
     * Returns the value that wins a conflict (ADR 0005). The winner is a value that another client
     * wrote to a follower since the copies were equal, unless the leader has held that value since;
     * otherwise the leader's value. A missing slot counts only if its deletion is known. At least
     * one copy must be settled.
     */
    AmfValue winner(String slot, SlotConflict conflict, boolean deleted) {
        for (ServerCopy follower : settled.subList(1, settled.size())) {
            AmfValue value = follower.expected(slot);
            if (conflict.hasRemoteWrite(follower.server()) && !conflict.wasHeldByLeader(value)) {
                return value;
            }
        }
        return merged(slot, settled, deleted);
    }

    /** Returns the slot of the merged object. */
    AmfValue merged(String slot, boolean deleted) {
        return merged(slot, merging, deleted);
    }

    /**
     * Returns the leader's value, or the next copy's if the leader has no such slot and it was not
     * deleted. Copies whose server refused to write the slot are ignored, unless all have.
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

package io.multiconnection.replica;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The copies of all servers. All sessions of all gateways put them into the same order. */
final class Copies {

    private static final Comparator<Copy> LEADER_FIRST =
            Comparator.comparing(Copy::label).thenComparingInt(Copy::server);

    private final Map<Integer, Copy> copies = new TreeMap<>();

    void add(Copy copy) {
        copies.put(copy.server(), copy);
    }

    Copy of(int server) {
        Copy copy = copies.get(server);
        if (copy == null) {
            throw new IllegalArgumentException("server " + server + " was not added");
        }
        return copy;
    }

    /** All of them, in the order of the servers' numbers. */
    Collection<Copy> all() {
        return copies.values();
    }

    /** Those whose servers have answered use, the leader first. */
    List<Copy> joined() {
        return inOrder(Copy::isJoined);
    }

    /** Those that have said what they hold, the leader first. */
    List<Copy> settled() {
        return inOrder(copy -> copy.state() == Copy.State.SETTLED);
    }

    boolean leads(Copy copy) {
        return copy.state() == Copy.State.SETTLED && copy.equals(settled().getFirst());
    }

    private List<Copy> inOrder(Predicate<Copy> which) {
        return copies.values().stream().filter(which).sorted(LEADER_FIRST).toList();
    }

    /** Names of all slots that a server is known to have. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        joined().forEach(copy -> names.addAll(copy.said().names()));
        return names;
    }

    /** Whether something is on its way to a server that is there. */
    boolean isPending(String slot) {
        return joined().stream().anyMatch(copy -> copy.isPending(slot));
    }

    /** Whether something is to be told to any server, even one that is away. */
    boolean isOwed(String slot) {
        return copies.values().stream().anyMatch(copy -> copy.isPending(slot));
    }

    /** Whether all that are there, and can be written to, say the same. */
    boolean isEqual(String slot) {
        return joined().stream()
                        .filter(Copy::isWritable)
                        .map(copy -> copy.said().get(slot))
                        .distinct()
                        .limit(2)
                        .count()
                < 2;
    }
}

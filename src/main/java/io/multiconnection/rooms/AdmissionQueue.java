package io.multiconnection.rooms;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * Clients that are admitted and want the same room or group: each has its turn in the order in
 * which they came. Lives on the lobby's event loop.
 */
final class AdmissionQueue {

    private final Function<PendingClient, Uni<Boolean>> turn;
    private final Deque<PendingClient> clients = new ArrayDeque<>();
    private boolean busy;

    /**
     * An empty line.
     *
     * @param turn decides about a client, or says false where that has to wait; ends on the event
     *     loop, and never at once
     */
    AdmissionQueue(Function<PendingClient, Uni<Boolean>> turn) {
        this.turn = turn;
    }

    void add(PendingClient client) {
        clients.add(client);
        go();
    }

    /** Gives whoever is first a turn, unless somebody has one. */
    void go() {
        while (!clients.isEmpty() && clients.element().isDecided()) {
            clients.remove();
        }
        if (!busy && !clients.isEmpty()) {
            busy = true;
            turn.apply(clients.element()).subscribe().with(this::over);
        }
    }

    private void over(boolean decided) {
        busy = false;
        if (decided) {
            go();
        }
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }
}

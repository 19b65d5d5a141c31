package io.multiconnection.rooms;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * Queue of admitted clients that want the same room or group, first come, first served. Lives on
 * the lobby's event loop.
 */
final class AdmissionQueue {

    private final Function<PendingClient, Uni<Boolean>> turn;
    private final Deque<PendingClient> clients = new ArrayDeque<>();
    private boolean busy;

    /**
     * Creates an empty queue.
     *
     * @param turn decides about the first client; false if the decision has to wait; completes on
     *     the event loop, never inside the call
     */
    AdmissionQueue(Function<PendingClient, Uni<Boolean>> turn) {
        this.turn = turn;
    }

    void add(PendingClient client) {
        clients.add(client);
        next();
    }

    /** Starts the turn of the first client, unless a turn is running. */
    void next() {
        while (!clients.isEmpty() && clients.element().isDecided()) {
            clients.remove();
        }
        if (!busy && !clients.isEmpty()) {
            busy = true;
            turn.apply(clients.element()).subscribe().with(this::turnEnded);
        }
    }

    private void turnEnded(boolean decided) {
        busy = false;
        if (decided) {
            next();
        }
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }
}

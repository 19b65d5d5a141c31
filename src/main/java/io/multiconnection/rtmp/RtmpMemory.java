package io.multiconnection.rtmp;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/**
 * Memory that the RTMP connections of one holder take from its account. Lives on one event loop, as
 * the connections do.
 *
 * <p>A peer that leaves large messages incomplete harms its own connection first: if there is no
 * room for more, the connection with the most incomplete bytes fails, and the holder lives on.
 */
public final class RtmpMemory {

    /** Heap and buffers of an idle connection with TLS, in bytes. */
    static final int BASE_BYTES = 16 << 10;

    /** One of the connections, with its incomplete messages. */
    interface Connection {

        /** Returns the bytes that incomplete messages and chunk streams hold. */
        long heldBytes();

        /** Fails the connection and releases its incomplete messages. */
        void failForLackOfMemory();
    }

    private final MemoryAccount account;
    private final Set<Connection> connections = new HashSet<>();
    private Runnable whenEmpty = () -> {};

    /** Takes memory from {@code account}, which stays the caller's. */
    public RtmpMemory(MemoryAccount account) {
        this.account = account;
    }

    /** Returns memory without a bound, for tests and tools. */
    public static RtmpMemory unlimited() {
        return new RtmpMemory(MemoryBudget.unlimited().open(null, Runnable::run, _ -> {}));
    }

    /** Returns the account from which the connections take. */
    public MemoryAccount account() {
        return account;
    }

    /**
     * Runs {@code task} when the last connection has ended, or at once if there is none.
     * Connections hold memory until then, even after a request to close them.
     */
    public void whenEmpty(Runnable task) {
        if (connections.isEmpty()) {
            task.run();
        } else {
            whenEmpty = task;
        }
    }

    /** Counts a connection that opens. */
    void opened(Connection connection) {
        connections.add(connection);
        account.take(MemoryKind.BASE, BASE_BYTES);
    }

    /** Removes a connection that has ended and gives back its memory. */
    void closed(Connection connection) {
        connections.remove(connection);
        account.give(MemoryKind.BASE, BASE_BYTES);
        if (connections.isEmpty()) {
            whenEmpty.run();
            whenEmpty = () -> {};
        }
    }

    /**
     * Takes memory for incomplete messages, failing connections that hold more of it if necessary.
     *
     * @return false, and nothing is taken, if {@code connection} would hold the most and there is
     *     no room
     */
    boolean take(Connection connection, long bytes) {
        while (!account.tryTake(MemoryKind.CHUNKS, bytes, connection.heldBytes())) {
            Connection largest =
                    connections.stream()
                            .max(Comparator.comparingLong(Connection::heldBytes))
                            .orElse(connection);
            if (largest.heldBytes() <= connection.heldBytes() + bytes) {
                return false;
            }
            largest.failForLackOfMemory();
        }
        return true;
    }

    void give(long bytes) {
        account.give(MemoryKind.CHUNKS, bytes);
    }
}

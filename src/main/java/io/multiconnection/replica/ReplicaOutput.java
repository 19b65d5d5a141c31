package io.multiconnection.replica;

import io.multiconnection.protocol.SlotChange;
import java.util.List;

/**
 * Receiver of a replica's writes, acknowledgements and changes. Its methods are called from within
 * the replica's methods and must not call the replica back.
 */
public interface ReplicaOutput extends WritePolicy {

    /** Sends writes to a server. */
    void write(int server, List<SlotWrite> writes);

    /**
     * Receives a server's acknowledgement of a write.
     *
     * @param lagMillis milliseconds since the write was requested
     */
    void acknowledged(int server, long lagMillis);

    /** Receives changes of the merged object. */
    void sync(List<SlotChange> changes);

    /** Receives changes of one server's copy. */
    void sync(int server, List<SlotChange> changes);

    /**
     * Returns whether this many bytes of heap may be held in addition to the last value of {@link
     * Replica#heap}.
     */
    default boolean hasRoom(long bytes) {
        return true;
    }
}

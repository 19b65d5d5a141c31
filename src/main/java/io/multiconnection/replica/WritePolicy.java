package io.multiconnection.replica;

/** Policy of the writes to servers. By default every write is sent at once. */
public interface WritePolicy {

    /** Returns the verdict about a write to a server. */
    default Verdict verdict(int server, SlotWrite write) {
        return Verdict.NOW;
    }

    /** Returns whether a loss of the server would interrupt more than this object. */
    default boolean carriesStreams(int server) {
        return false;
    }

    /** Notifies that a value of other clients is withheld from a server that may not read it. */
    default void withheld(int server, String slot) {}
}

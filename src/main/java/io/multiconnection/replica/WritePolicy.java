package io.multiconnection.replica;

/** Decides what a server is asked for. By default everything, at once. */
public interface WritePolicy {

    /** Returns whether a server may be asked for this now. */
    default Verdict verdict(int server, SlotWrite write) {
        return Verdict.NOW;
    }

    /** Returns whether a loss of the server would interrupt more than this object. */
    default boolean carriesStreams(int server) {
        return false;
    }

    /** A value that others wrote is kept from a server that may not be able to read it. */
    default void keptAway(int server, String slot) {}
}

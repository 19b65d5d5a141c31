package io.multiconnection.rooms;

import io.multiconnection.protocol.RejectReason;

/** Metrics of pending clients. Called on the lobby's event loop. */
public interface LobbyMetrics {

    /** Implementation that counts nothing. */
    LobbyMetrics NONE =
            new LobbyMetrics() {
                @Override
                public void pending(int clients) {}

                @Override
                public void accepted() {}

                @Override
                public void rejected(RejectReason reason) {}

                @Override
                public void directory(
                        DirectoryInfo.State state, String name, int rooms, int malformed) {}
            };

    /** Sets the number of pending clients. */
    void pending(int clients);

    /** Counts a client that got a place. */
    void accepted();

    /** Counts a client that was rejected. */
    void rejected(RejectReason reason);

    /** Sets the state of a directory, with the numbers of its rooms and malformed slots. */
    void directory(DirectoryInfo.State state, String name, int rooms, int malformed);
}

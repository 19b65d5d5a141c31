package io.multiconnection.rooms;

import io.multiconnection.protocol.RejectReason;

/** What is counted of pending clients. Called on the lobby's event loop. */
public interface LobbyMetrics {

    /** Counts nothing. */
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

    /** So many clients are pending now. */
    void pending(int clients);

    /** A client has a place. */
    void accepted();

    /** A client has none. */
    void rejected(RejectReason reason);

    /** How it stands with a directory now; {@code malformed} slots of it are no room. */
    void directory(DirectoryInfo.State state, String name, int rooms, int malformed);
}

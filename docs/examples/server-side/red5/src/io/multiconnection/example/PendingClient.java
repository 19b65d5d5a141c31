package io.multiconnection.example;

import java.util.Date;
import java.util.Map;
import org.red5.server.api.IConnection;

/**
 * Client whose connect is not answered yet.
 *
 * @param id id of the client, by which operators accept or reject it
 * @param user name that the client gave
 * @param since time of its connect
 * @param sinceNanos the same, of {@link System#nanoTime}
 * @param connection its connection
 * @param room path of the application or room that it wants to enter
 * @param handle lets Red5 answer its connect
 */
record PendingClient(
        String id, String user, Date since, long sinceNanos, IConnection connection, String room, Runnable handle) {

    /** Returns what operators see of the client. */
    Map<String, Object> view() {
        return Map.of("id", id, "user", user, "since", since);
    }
}

package io.multiconnection.example;

import java.util.Date;
import java.util.Map;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;

/**
 * Client whose connect is not answered yet.
 *
 * @param id id of the client, by which operators accept or reject it
 * @param user name that the client gave
 * @param since time of its connect
 * @param sinceNanos the same, of {@link System#nanoTime}
 * @param connection its connection
 * @param scope application or room that it wants to enter
 * @param handle lets Red5 answer its connect
 */
record PendingClient(
        String id, String user, Date since, long sinceNanos, IConnection connection, IScope scope, Runnable handle) {

    /** Returns what operators see of the client. */
    Map<String, Object> view() {
        return Map.of("id", id, "user", user, "since", since);
    }
}

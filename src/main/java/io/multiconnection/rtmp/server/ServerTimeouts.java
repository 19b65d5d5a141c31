package io.multiconnection.rtmp.server;

import java.time.Duration;

/**
 * Times after which the server closes a client's connection. All are more than 0.
 *
 * @param opening from the accepted socket to the connect command
 * @param idle silence after which the client is pinged, and closed if it stays silent as long again
 * @param lingering time that a rejected client has to close the connection itself, so that it can
 *     read the reason
 */
public record ServerTimeouts(Duration opening, Duration idle, Duration lingering) {

    /** 10 s to connect, 60 s of silence, 1 s of lingering. */
    public static final ServerTimeouts DEFAULT =
            new ServerTimeouts(
                    Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(1));

    public ServerTimeouts {
        requirePositive("opening", opening);
        requirePositive("idle", idle);
        requirePositive("lingering", lingering);
    }

    /** Returns these timeouts with another idle time. */
    public ServerTimeouts withIdle(Duration newIdle) {
        return new ServerTimeouts(opening, newIdle, lingering);
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "%s %s, expected more than 0".formatted(name, value));
        }
    }
}

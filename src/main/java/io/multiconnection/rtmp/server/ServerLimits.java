package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.RtmpLimits;
import java.time.Duration;

/**
 * What clients may take of a server.
 *
 * @param maxConnections clients at a time, at least 1; one more is closed at once
 * @param maxStreams message streams of a connection, 1..1000; one more createStream is answered
 *     {@code _error}
 * @param maxPendingCalls calls to a client that wait for its answer, at least 1; one more fails
 * @param opening from the accepted socket to the connect command; a slower client is closed
 * @param idle a client that has been silent for so long is pinged, and closed if it stays silent as
 *     long again
 * @param lingering how long a connection that we end waits for the client to close it, so that the
 *     client hears why
 * @param maxQueuedBytes what may wait for a client that does not read, at least 65536 bytes: above
 *     it no media is written, and above twice as much the connection is closed
 * @param sharedObjects what clients may put into shared objects
 * @param rtmp what a client's messages may hold
 */
public record ServerLimits(
        int maxConnections,
        int maxStreams,
        int maxPendingCalls,
        Duration opening,
        Duration idle,
        Duration lingering,
        int maxQueuedBytes,
        SharedObjectLimits sharedObjects,
        RtmpLimits rtmp) {

    /**
     * 1000 connections of 32 streams; 10 s to connect, 60 s of silence, 1 s of lingering; 1 MiB
     * queued.
     */
    public static final ServerLimits DEFAULT =
            new ServerLimits(
                    1000,
                    32,
                    100,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    1 << 20,
                    SharedObjectLimits.DEFAULT,
                    RtmpLimits.DEFAULT);

    public ServerLimits {
        check("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
        check("maxStreams", maxStreams, 1, 1000);
        check("maxPendingCalls", maxPendingCalls, 1, Integer.MAX_VALUE);
        check("maxQueuedBytes", maxQueuedBytes, 1 << 16, Integer.MAX_VALUE / 2);
        positive("opening", opening);
        positive("idle", idle);
        positive("lingering", lingering);
    }

    /** The same with other limits of shared objects. */
    public ServerLimits with(SharedObjectLimits newSharedObjects) {
        return new ServerLimits(
                maxConnections,
                maxStreams,
                maxPendingCalls,
                opening,
                idle,
                lingering,
                maxQueuedBytes,
                newSharedObjects,
                rtmp);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s %d, expected %d..%d".formatted(name, value, min, max));
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "%s %s, expected more than 0".formatted(name, value));
        }
    }
}

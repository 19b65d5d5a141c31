package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.RtmpLimits;

/**
 * Bounds of what clients may take of a server.
 *
 * @param maxConnections clients at a time, at least 1; a further one is closed at once
 * @param maxStreams message streams of a connection, 1 to 1000; a further createStream fails with
 *     {@code _error}
 * @param maxPendingCalls calls to a client that wait for its response, at least 1; a further one
 *     fails
 * @param maxQueuedBytes bytes queued for a client that does not read, at least 65536: above it no
 *     media is written, above twice as much the connection is closed
 * @param timeouts times after which a connection is closed
 * @param sharedObjects bounds of shared objects
 * @param rtmp bounds of a client's messages
 */
public record ServerLimits(
        int maxConnections,
        int maxStreams,
        int maxPendingCalls,
        int maxQueuedBytes,
        ServerTimeouts timeouts,
        SharedObjectLimits sharedObjects,
        RtmpLimits rtmp) {

    /** 1000 connections of 32 streams and 100 calls, 1 MiB queued for each. */
    public static final ServerLimits DEFAULT =
            new ServerLimits(
                    1000,
                    32,
                    100,
                    1 << 20,
                    ServerTimeouts.DEFAULT,
                    SharedObjectLimits.DEFAULT,
                    RtmpLimits.DEFAULT);

    public ServerLimits {
        check("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
        check("maxStreams", maxStreams, 1, 1000);
        check("maxPendingCalls", maxPendingCalls, 1, Integer.MAX_VALUE);
        check("maxQueuedBytes", maxQueuedBytes, 1 << 16, Integer.MAX_VALUE / 2);
    }

    /** Returns these limits with another number of connections. */
    public ServerLimits withConnections(int connections) {
        return new ServerLimits(
                connections,
                maxStreams,
                maxPendingCalls,
                maxQueuedBytes,
                timeouts,
                sharedObjects,
                rtmp);
    }

    /** Returns these limits with another number of queued bytes. */
    public ServerLimits withQueuedBytes(int bytes) {
        return new ServerLimits(
                maxConnections, maxStreams, maxPendingCalls, bytes, timeouts, sharedObjects, rtmp);
    }

    /** Returns these limits with other timeouts. */
    public ServerLimits with(ServerTimeouts newTimeouts) {
        return new ServerLimits(
                maxConnections,
                maxStreams,
                maxPendingCalls,
                maxQueuedBytes,
                newTimeouts,
                sharedObjects,
                rtmp);
    }

    /** Returns these limits with other limits of shared objects. */
    public ServerLimits with(SharedObjectLimits newSharedObjects) {
        return new ServerLimits(
                maxConnections,
                maxStreams,
                maxPendingCalls,
                maxQueuedBytes,
                timeouts,
                newSharedObjects,
                rtmp);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s %d, expected %d..%d".formatted(name, value, min, max));
        }
    }
}

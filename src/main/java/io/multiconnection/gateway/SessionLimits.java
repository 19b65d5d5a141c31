package io.multiconnection.gateway;

import io.multiconnection.publish.QueueLimits;
import io.multiconnection.replica.ReplicaLimits;

/**
 * Limits of one session (PROTOCOL.md, section 11).
 *
 * @param messages sizes and rates of the client's messages
 * @param counts objects that exist at the same time
 * @param replica contents of a shared object
 * @param buffers send buffers
 * @param serverEventsPerSecond events that one server may cause; a burst of two seconds is allowed
 * @param work cost of the client's requests
 */
public record SessionLimits(
        Messages messages,
        Counts counts,
        ReplicaLimits replica,
        Buffers buffers,
        int serverEventsPerSecond,
        WorkLimits work) {

    public static final SessionLimits DEFAULT =
            new SessionLimits(
                    new Messages(256 << 10, 2 << 20, 64, 600, 8 << 20),
                    new Counts(16, 8, 64, 64, 32),
                    ReplicaLimits.DEFAULT,
                    new Buffers(8 << 20, 4 << 20, new QueueLimits(4 << 20, 3000, 20)),
                    500,
                    WorkLimits.DEFAULT);

    /**
     * Sizes and rates of the client's messages.
     *
     * @param textBytes maximum size of a text message, in bytes of UTF-8
     * @param frameBytes maximum size of a media frame with its header
     * @param jsonDepth maximum nesting of JSON
     * @param perSecond messages of both kinds; a burst of two seconds is allowed
     * @param bytesPerSecond bytes of both kinds; a burst of two seconds is allowed
     */
    public record Messages(
            int textBytes, int frameBytes, int jsonDepth, int perSecond, int bytesPerSecond) {}

    /**
     * Limits of objects that exist at the same time.
     *
     * @param servers servers of the session
     * @param streams open streams, at most 255
     * @param requests requests that wait for their response
     * @param incomingCalls calls of servers that wait for the client's response
     * @param sharedObjects shared objects in use
     */
    public record Counts(
            int servers, int streams, int requests, int incomingCalls, int sharedObjects) {}

    /**
     * Limits of send buffers.
     *
     * @param unreadBytes all messages that wait for the client to read
     * @param playBytes media of plays that waits for the client to read
     * @param queue media of one stream that waits for one server
     */
    public record Buffers(int unreadBytes, int playBytes, QueueLimits queue) {}

    /** Returns these limits with other limits of the client's messages. */
    public SessionLimits withMessages(Messages other) {
        return new SessionLimits(other, counts, replica, buffers, serverEventsPerSecond, work);
    }

    /** Returns these limits with other counts. */
    public SessionLimits withCounts(Counts other) {
        return new SessionLimits(messages, other, replica, buffers, serverEventsPerSecond, work);
    }

    /** Returns these limits with other limits of shared objects. */
    public SessionLimits withReplica(ReplicaLimits other) {
        return new SessionLimits(messages, counts, other, buffers, serverEventsPerSecond, work);
    }

    /** Returns these limits with other buffers. */
    public SessionLimits withBuffers(Buffers other) {
        return new SessionLimits(messages, counts, replica, other, serverEventsPerSecond, work);
    }

    /** Returns these limits with other limits of work. */
    public SessionLimits withWork(WorkLimits other) {
        return new SessionLimits(messages, counts, replica, buffers, serverEventsPerSecond, other);
    }
}

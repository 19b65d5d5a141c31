package io.multiconnection.memory;

import java.util.Locale;

/**
 * Uses of memory that is held for peers, as the metric {@code multiconnection_memory_bytes} names
 * them.
 */
public enum MemoryKind {
    /** Fixed cost of a session, a WebSocket, a server connection or a viewer. */
    BASE,

    /**
     * Bytes of WebSocket messages that are not complete, or wait for their session's event loop.
     */
    INBOUND,

    /** Messages and media that a client has not read yet. */
    UNREAD,

    /** Messages kept to be sent again to a client that resumes its session. */
    REPLAY,

    /** Bytes of RTMP messages that are not complete. */
    CHUNKS,

    /** Media and messages that a server has not read yet. */
    SEND_QUEUE,

    /** Requests and calls that wait for their response. */
    CALLS,

    /** Slots of shared objects, their copies, and writes that wait. */
    SHARED_OBJECTS,

    /** Frames kept or queued for viewers: GOP caches, backlogs, frames between event loops. */
    PLAYBACK,

    /** Frames that wait for the disk. */
    RECORDING;

    /** Returns the value of the metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

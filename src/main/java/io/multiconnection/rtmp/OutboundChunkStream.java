package io.multiconnection.rtmp;

/** One of our chunk streams, and what the peer knows of it: the last message's stream and time. */
final class OutboundChunkStream {

    private final int id;
    private boolean used;
    private int messageStreamId;
    private int timestamp;

    OutboundChunkStream(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    /**
     * Format 1 where it says enough, else format 0: on the first message, on another message
     * stream, and where time goes back or makes a leap that a header of format 1 has no room for.
     */
    int fmt(int messageStreamId, int timestamp) {
        boolean sameStream = used && this.messageStreamId == messageStreamId;
        boolean smallStep =
                Integer.compareUnsigned(timestamp - this.timestamp, ChunkHeader.EXTENDED_TIMESTAMP)
                        < 0;
        return sameStream && smallStep ? 1 : 0;
    }

    /** What the header's time is in that format: milliseconds, unsigned. */
    int time(int fmt, int timestamp) {
        return fmt == 0 ? timestamp : timestamp - this.timestamp;
    }

    /** Remembers the message just written. */
    void wrote(int messageStreamId, int timestamp) {
        used = true;
        this.messageStreamId = messageStreamId;
        this.timestamp = timestamp;
    }
}

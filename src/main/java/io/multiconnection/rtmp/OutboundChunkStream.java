package io.multiconnection.rtmp;

/** Chunk stream to the peer, with the message stream and timestamp of its last message. */
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
     * Returns 1 if the short header suffices. Returns 0 for the first message, for another message
     * stream, and if time goes back or advances by more than a header of format 1 can express.
     */
    int fmt(int messageStreamId, int timestamp) {
        boolean sameStream = used && this.messageStreamId == messageStreamId;
        boolean smallStep =
                Integer.compareUnsigned(timestamp - this.timestamp, ChunkHeader.EXTENDED_TIMESTAMP)
                        < 0;
        return sameStream && smallStep ? 1 : 0;
    }

    /** Returns the header's time in this format: milliseconds, unsigned. */
    int time(int fmt, int timestamp) {
        return fmt == 0 ? timestamp : timestamp - this.timestamp;
    }

    /** Records the message just written. */
    void wrote(int messageStreamId, int timestamp) {
        used = true;
        this.messageStreamId = messageStreamId;
        this.timestamp = timestamp;
    }
}

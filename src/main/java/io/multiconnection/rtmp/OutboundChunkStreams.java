package io.multiconnection.rtmp;

/**
 * Our own chunk streams: which message goes on which, and what the peer knows of each.
 *
 * <table>
 *   <caption>Chunk stream ids</caption>
 *   <tr><td>2</td><td>protocol control and user control (section 5.4 demands it)</td></tr>
 *   <tr><td>3</td><td>all else on message stream 0</td></tr>
 *   <tr><td>4n</td><td>audio of the n-th message stream</td></tr>
 *   <tr><td>4n+1</td><td>video, aggregates</td></tr>
 *   <tr><td>4n+2</td><td>data, and what has no other place</td></tr>
 *   <tr><td>4n+3</td><td>commands</td></tr>
 * </table>
 *
 * <p>Message streams are counted in the order of their first message, not by their id, so that the
 * first stream of every connection has the same chunk streams and can share chunks. They have chunk
 * streams of their own because a header of format 1 leaves the message stream id out. With more
 * than {@value #SLOTS} message streams the chunk streams of the longest-served are given to the
 * next, at the price of full headers; all ids stay below 64 and one byte long.
 */
final class OutboundChunkStreams {

    private static final int CONTROL = 2;
    private static final int CONNECTION = 3;
    private static final int SLOTS = 15;
    private static final int STREAMS_PER_SLOT = 4;

    private final OutboundChunkStream[] streams = new OutboundChunkStream[64];

    /** The message stream that each slot serves; 0 if none yet. */
    private final int[] slots = new int[SLOTS];

    private int nextSlot;

    /** The chunk stream for messages of this type on this message stream. */
    OutboundChunkStream of(int typeId, int messageStreamId) {
        int id = id(typeId, messageStreamId);
        OutboundChunkStream stream = streams[id];
        if (stream == null) {
            stream = new OutboundChunkStream(id);
            streams[id] = stream;
        }
        return stream;
    }

    private int id(int typeId, int messageStreamId) {
        if (typeId <= MessageType.SET_PEER_BANDWIDTH) {
            return CONTROL;
        }
        if (messageStreamId == 0) {
            return CONNECTION;
        }
        int first = STREAMS_PER_SLOT * (1 + slot(messageStreamId));
        return switch (typeId) {
            case MessageType.AUDIO -> first;
            case MessageType.VIDEO, MessageType.AGGREGATE -> first + 1;
            case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 -> first + 3;
            default -> first + 2;
        };
    }

    private int slot(int messageStreamId) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slots[slot] == messageStreamId) {
                return slot;
            }
        }
        int slot = nextSlot;
        nextSlot = (nextSlot + 1) % SLOTS;
        slots[slot] = messageStreamId;
        return slot;
    }
}

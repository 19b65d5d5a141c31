package io.multiconnection.rtmp;

/**
 * Chunk streams to the peer, and the assignment of messages to them.
 *
 * <table>
 *   <caption>Chunk stream ids</caption>
 *   <tr><td>2</td><td>protocol control and user control (required by section 5.4)</td></tr>
 *   <tr><td>3</td><td>everything else on message stream 0</td></tr>
 *   <tr><td>4n</td><td>audio of the n-th message stream</td></tr>
 *   <tr><td>4n+1</td><td>video, aggregates</td></tr>
 *   <tr><td>4n+2</td><td>data and all other types</td></tr>
 *   <tr><td>4n+3</td><td>commands</td></tr>
 * </table>
 *
 * <p>Message streams are numbered in the order of their first message rather than by id, so that
 * the first stream of every connection has the same chunk streams and can share chunks. Each has
 * its own chunk streams because a header of format 1 omits the message stream id. With more than
 * {@value #SLOTS} message streams, the next one takes over the chunk streams that have served
 * longest, at the price of full headers. All ids are below 64 and so one byte long.
 */
final class OutboundChunkStreams {

    private static final int CONTROL = 2;
    private static final int CONNECTION = 3;
    private static final int SLOTS = 15;
    private static final int STREAMS_PER_SLOT = 4;

    private final OutboundChunkStream[] streams = new OutboundChunkStream[64];

    /** Message stream that each slot serves; 0 if none yet. */
    private final int[] slots = new int[SLOTS];

    private int nextSlot;

    /** Returns the chunk stream of this type of message on this message stream. */
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

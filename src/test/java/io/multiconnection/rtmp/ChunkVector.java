package io.multiconnection.rtmp;

import io.multiconnection.Hex;
import io.multiconnection.Vectors;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of vectors/chunks.json.
 *
 * @param read whether the chunks are only read: peers may write so, we do not
 * @param chunkSize what our encoder is made with; 0 where the initial size will do
 */
record ChunkVector(
        String name,
        String meaning,
        boolean read,
        int chunkSize,
        String chunks,
        List<Message> messages) {

    /** A message that tests may compare and keep, without a buffer. */
    record Message(long timestamp, int typeId, int messageStreamId, String body) {

        /** A message with a buffer that the caller owns. */
        RawMessage toRaw() {
            return new RawMessage((int) timestamp, typeId, messageStreamId, Hex.hex(body));
        }

        /** Takes the message over: its buffer is released. */
        static Message of(RawMessage raw) {
            Message message =
                    new Message(
                            Integer.toUnsignedLong(raw.timestamp()),
                            raw.typeId(),
                            raw.messageStreamId(),
                            Hex.hex(raw.body()));
            raw.release();
            return message;
        }
    }

    static Stream<ChunkVector> all() {
        return Vectors.read("chunks.json", ChunkVector.class).stream();
    }

    static Stream<ChunkVector> written() {
        return all().filter(vector -> !vector.read());
    }

    ByteBuf wire() {
        return Hex.hex(chunks);
    }

    @Override
    public String toString() {
        return name;
    }
}

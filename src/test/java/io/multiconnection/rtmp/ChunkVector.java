package io.multiconnection.rtmp;

import io.multiconnection.Hex;
import io.multiconnection.Vectors;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.Stream;

/**
 * Entry of vectors/chunks.json.
 *
 * @param read whether the chunks are for reading only: peers may write them, this codec does not
 * @param chunkSize chunk size of the encoder in bytes; 0 for the initial size
 */
record ChunkVector(
        String name,
        String meaning,
        boolean read,
        int chunkSize,
        String chunks,
        List<Message> messages) {

    /** Message without a buffer, which tests can compare and keep. */
    record Message(long timestamp, int typeId, int messageStreamId, String body) {

        /** Returns a message with a buffer that the caller owns. */
        RawMessage toRaw() {
            return new RawMessage((int) timestamp, typeId, messageStreamId, Hex.hex(body));
        }

        /** Returns a copy of the message and releases the message. */
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

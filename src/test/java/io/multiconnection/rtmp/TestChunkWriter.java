package io.multiconnection.rtmp;

import io.multiconnection.Hex;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * Peer that uses everything section 5.3 allows, at random: any permitted chunk format,
 * interleaving, new chunk sizes at any time, long forms of chunk stream ids, extended timestamps
 * with and without repetition. Shares no code with ChunkWriter, so that a bug of one makes them
 * disagree.
 */
final class TestChunkWriter {

    /** Last header of a chunk stream. */
    private record Said(long timestamp, long delta, int length, int typeId, int messageStreamId) {}

    private static final long EXTENDED = 0xFFFFFF;

    private final RandomGenerator random;
    private final ByteBuf out;
    private final Map<Integer, Said> lastHeaders = new HashMap<>();
    private int chunkSize = 128;

    TestChunkWriter(RandomGenerator random, ByteBuf out) {
        this.random = random;
        this.out = out;
    }

    /**
     * Writes each queue's messages in order on the chunk stream that is its key.
     *
     * @return the messages in the order of their last chunks
     */
    List<ChunkVector.Message> write(Map<Integer, Queue<ChunkVector.Message>> queues) {
        List<ChunkVector.Message> complete = new ArrayList<>();
        List<Sending> all =
                new ArrayList<>(
                        queues.entrySet().stream()
                                .map(e -> new Sending(e.getKey(), new ArrayDeque<>(e.getValue())))
                                .toList());
        while (!all.isEmpty()) {
            if (random.nextInt(20) == 0) {
                setChunkSize(1 + random.nextInt(300));
            }
            Sending sending = all.get(random.nextInt(all.size()));
            if (sending.writeChunk()) {
                complete.add(sending.messages.remove());
                sending.offset = 0;
            }
            all.removeIf(s -> s.messages.isEmpty());
        }
        return complete;
    }

    private void setChunkSize(int size) {
        writeId(0, 2);
        out.writeMedium(0).writeMedium(4).writeByte(1).writeIntLE(0);
        // The message itself may be longer than a chunk.
        byte[] bytes = {0, 0, (byte) (size >> 8), (byte) size};
        for (int i = 0; i < bytes.length; i++) {
            if (i > 0 && i % chunkSize == 0) {
                writeId(3, 2);
            }
            out.writeByte(bytes[i]);
        }
        chunkSize = size;
    }

    private void writeId(int fmt, int id) {
        boolean twoBytes = id >= 64 && id < 320 && (random.nextBoolean() || id == 319);
        if (id < 64) {
            out.writeByte((fmt << 6) | id);
        } else if (twoBytes) {
            out.writeByte(fmt << 6).writeByte(id - 64);
        } else {
            out.writeByte((fmt << 6) | 1).writeByte((id - 64) & 0xFF).writeByte((id - 64) >> 8);
        }
    }

    /** Chunk stream with its queued messages and the number of bytes sent of the first one. */
    private final class Sending {

        private final int id;
        private final Queue<ChunkVector.Message> messages;
        private byte[] body = {};
        private int offset;
        private long time;

        Sending(int id, Queue<ChunkVector.Message> messages) {
            this.id = id;
            this.messages = messages;
        }

        /** Writes a chunk and returns whether it was the last one of its message. */
        boolean writeChunk() {
            if (offset == 0) {
                begin(messages.element());
            } else {
                resume();
            }
            int length = Math.min(chunkSize, body.length - offset);
            out.writeBytes(body, offset, length);
            offset += length;
            return offset == body.length;
        }

        private void begin(ChunkVector.Message message) {
            body = Hex.bytes(message.body());
            Said last = lastHeaders.get(id);
            int fmt = last == null ? 0 : random.nextInt(shortest(message, last) + 1);
            long delta =
                    fmt == 0
                            ? message.timestamp()
                            : (message.timestamp() - last.timestamp()) & 0xFFFFFFFFL;
            writeId(fmt, id);
            if (fmt <= 2) {
                out.writeMedium((int) Math.min(delta, EXTENDED));
            }
            if (fmt <= 1) {
                out.writeMedium(body.length).writeByte(message.typeId());
            }
            if (fmt == 0) {
                out.writeIntLE(message.messageStreamId());
            }
            time = delta;
            if (time >= EXTENDED && (fmt <= 2 || repeats(body.length, 0))) {
                out.writeInt((int) time);
            }
            lastHeaders.put(
                    id,
                    new Said(
                            message.timestamp(),
                            delta,
                            body.length,
                            message.typeId(),
                            message.messageStreamId()));
        }

        private void resume() {
            writeId(3, id);
            if (time >= EXTENDED && repeats(body.length, offset)) {
                out.writeInt((int) time);
            }
        }

        /**
         * Returns whether to repeat the extended timestamp. It may be omitted only if the next byte
         * of the body differs from its first byte, because otherwise a reader cannot tell.
         */
        private boolean repeats(int length, int at) {
            return at == length || body[at] == (byte) (time >> 24) || random.nextBoolean();
        }

        private int shortest(ChunkVector.Message message, Said last) {
            if (message.messageStreamId() != last.messageStreamId()) {
                return 0;
            }
            if (body.length != last.length() || message.typeId() != last.typeId()) {
                return 1;
            }
            long delta = (message.timestamp() - last.timestamp()) & 0xFFFFFFFFL;
            return delta == last.delta() ? 3 : 2;
        }
    }
}

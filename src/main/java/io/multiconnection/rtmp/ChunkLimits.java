package io.multiconnection.rtmp;

import io.multiconnection.rtmp.MessagePayload.SetChunkSize;

/**
 * Bounds of the chunk stream of one peer. Exceeding one is an {@link RtmpProtocolException}.
 *
 * @param maxMessageBytes longest message accepted, 1 to 16777215 bytes
 * @param maxChunkSize largest Set Chunk Size accepted, 128 to 2147483647 bytes. Memory does not
 *     depend on it.
 * @param maxChunkStreams chunk streams used in the life of the connection, 1 to 65598; each costs
 *     about 60 bytes
 * @param maxOpenMessages messages begun and not complete, at least 1
 * @param maxOpenBytes bytes of incomplete messages, at least {@code maxMessageBytes}
 */
public record ChunkLimits(
        int maxMessageBytes,
        int maxChunkSize,
        int maxChunkStreams,
        int maxOpenMessages,
        int maxOpenBytes) {

    /**
     * Limits that fit any stream: messages of 8 MiB, 9 MiB of incomplete ones because audio arrives
     * between the chunks of a large video frame.
     */
    public static final ChunkLimits DEFAULT =
            new ChunkLimits(8 << 20, Integer.MAX_VALUE, 1024, 64, 9 << 20);

    public ChunkLimits {
        check("maxMessageBytes", maxMessageBytes, 1, 0xFFFFFF);
        check("maxChunkSize", maxChunkSize, SetChunkSize.INITIAL_SIZE, Integer.MAX_VALUE);
        check("maxChunkStreams", maxChunkStreams, 1, 65598);
        check("maxOpenMessages", maxOpenMessages, 1, Integer.MAX_VALUE);
        check("maxOpenBytes", maxOpenBytes, maxMessageBytes, Integer.MAX_VALUE);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s %d, expected %d..%d".formatted(name, value, min, max));
        }
    }
}

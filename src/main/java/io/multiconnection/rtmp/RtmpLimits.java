package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfLimits;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;

/**
 * What one peer may make us hold. Each limit that is exceeded is an {@link RtmpProtocolException}.
 *
 * @param maxMessageBytes the longest message accepted, 1..16777215 bytes
 * @param maxChunkSize the largest Set Chunk Size accepted, 128..2147483647 bytes. Memory does not
 *     depend on it.
 * @param maxChunkStreams how many chunk streams may ever be used, 1..65598; each costs some 60
 *     bytes
 * @param maxOpenMessages how many messages may have begun and not be complete, at least 1
 * @param maxOpenBytes how many bytes of such messages may be held, at least maxMessageBytes
 * @param maxParts how many events or messages one shared object or aggregate message may hold, at
 *     least 1
 * @param maxPendingCalls our calls to the peer that may wait for their answer, at least 1
 * @param amf what a value may hold
 */
public record RtmpLimits(
        int maxMessageBytes,
        int maxChunkSize,
        int maxChunkStreams,
        int maxOpenMessages,
        int maxOpenBytes,
        int maxParts,
        int maxPendingCalls,
        AmfLimits amf) {

    /**
     * Room for any stream there is: messages of 8 MiB, 9 MiB of incomplete ones, for audio comes
     * between the chunks of a large frame; 256 calls.
     */
    public static final RtmpLimits DEFAULT =
            new RtmpLimits(
                    8 << 20, Integer.MAX_VALUE, 1024, 64, 9 << 20, 65536, 256, AmfLimits.DEFAULT);

    public RtmpLimits {
        check("maxMessageBytes", maxMessageBytes, 1, 0xFFFFFF);
        check("maxChunkSize", maxChunkSize, SetChunkSize.INITIAL_SIZE, Integer.MAX_VALUE);
        check("maxChunkStreams", maxChunkStreams, 1, 65598);
        check("maxOpenMessages", maxOpenMessages, 1, Integer.MAX_VALUE);
        check("maxOpenBytes", maxOpenBytes, maxMessageBytes, Integer.MAX_VALUE);
        check("maxParts", maxParts, 1, Integer.MAX_VALUE);
        check("maxPendingCalls", maxPendingCalls, 1, Integer.MAX_VALUE);
    }

    /** The same with another number of calls that may wait. */
    public RtmpLimits withPendingCalls(int calls) {
        return new RtmpLimits(
                maxMessageBytes,
                maxChunkSize,
                maxChunkStreams,
                maxOpenMessages,
                maxOpenBytes,
                maxParts,
                calls,
                amf);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s %d, expected %d..%d".formatted(name, value, min, max));
        }
    }
}

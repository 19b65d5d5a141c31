package io.multiconnection.rtmp;

import io.multiconnection.amf.AmfLimits;

/**
 * Bounds of everything that one peer sends. Exceeding one is an {@link RtmpProtocolException}.
 *
 * @param chunks bounds of chunks and incomplete messages
 * @param maxParts events or messages in one shared object or aggregate message, at least 1
 * @param maxPendingCalls calls to the peer that wait for its response, at least 1
 * @param amf bounds of AMF values
 */
public record RtmpLimits(ChunkLimits chunks, int maxParts, int maxPendingCalls, AmfLimits amf) {

    /** Default chunk and AMF limits, 65536 parts and 256 calls. */
    public static final RtmpLimits DEFAULT =
            new RtmpLimits(ChunkLimits.DEFAULT, 65536, 256, AmfLimits.DEFAULT);

    public RtmpLimits {
        check("maxParts", maxParts);
        check("maxPendingCalls", maxPendingCalls);
    }

    /** Returns these limits with another number of pending calls. */
    public RtmpLimits withPendingCalls(int calls) {
        return new RtmpLimits(chunks, maxParts, calls, amf);
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s %d, expected 1..%d".formatted(name, value, Integer.MAX_VALUE));
        }
    }
}

package io.multiconnection.recordings;

/**
 * Limits of recordings. Exceeding one ends or refuses the recording, never the broadcast.
 *
 * @param maxRecorders recordings being written at a time, at least 1, including those whose end is
 *     not on the disk yet; one more fails
 * @param maxFiles stored recordings, at least 1; one more is over quota
 * @param maxFileBytes bytes of one recording, at least 4096; more is over quota
 * @param maxTotalBytes bytes of all recordings, at least 4096; more is over quota
 * @param maxQueuedBytes bytes of one recording that may wait for the disk, at least 4096; with
 *     more, the recording fails because the disk is too slow
 */
public record RecordingLimits(
        int maxRecorders, int maxFiles, long maxFileBytes, long maxTotalBytes, int maxQueuedBytes) {

    private static final int MIN_BYTES = 4096;

    /** Up to 64 recordings at a time and 10000 stored; 1 GiB each, 8 GiB in total; 4 MiB queued. */
    public static final RecordingLimits DEFAULT =
            new RecordingLimits(64, 10_000, 1L << 30, 8L << 30, 4 << 20);

    public RecordingLimits {
        check("maxRecorders", maxRecorders, 1);
        check("maxFiles", maxFiles, 1);
        check("maxFileBytes", maxFileBytes, MIN_BYTES);
        check("maxTotalBytes", maxTotalBytes, MIN_BYTES);
        check("maxQueuedBytes", maxQueuedBytes, MIN_BYTES);
    }

    /** Returns these limits with other sizes. */
    public RecordingLimits withBytes(long newMaxFileBytes, long newMaxTotalBytes) {
        return new RecordingLimits(
                maxRecorders, maxFiles, newMaxFileBytes, newMaxTotalBytes, maxQueuedBytes);
    }

    private static void check(String name, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(
                    "%s %d, expected at least %d".formatted(name, value, min));
        }
    }
}

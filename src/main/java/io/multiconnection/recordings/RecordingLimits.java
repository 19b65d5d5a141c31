package io.multiconnection.recordings;

/**
 * What recordings may take. What goes beyond ends or refuses the recording, never the broadcast.
 *
 * @param maxRecorders recordings being written at a time, at least 1, those included whose end is
 *     not on the disk yet; one more fails
 * @param maxFiles recordings kept, at least 1; one more is over quota
 * @param maxFileBytes of one recording, at least 4096; more is over quota
 * @param maxTotalBytes of all recordings, at least 4096; more is over quota
 * @param maxQueuedBytes what one recording may have waiting for the disk, at least 4096; a disk
 *     that leaves more waiting is too slow, and the recording fails
 */
public record RecordingLimits(
        int maxRecorders, int maxFiles, long maxFileBytes, long maxTotalBytes, int maxQueuedBytes) {

    private static final int MIN_BYTES = 4096;

    /** 64 recordings at a time, 10000 kept; 1 GiB each, 8 GiB in all; 4 MiB waiting. */
    public static final RecordingLimits DEFAULT =
            new RecordingLimits(64, 10_000, 1L << 30, 8L << 30, 4 << 20);

    public RecordingLimits {
        check("maxRecorders", maxRecorders, 1);
        check("maxFiles", maxFiles, 1);
        check("maxFileBytes", maxFileBytes, MIN_BYTES);
        check("maxTotalBytes", maxTotalBytes, MIN_BYTES);
        check("maxQueuedBytes", maxQueuedBytes, MIN_BYTES);
    }

    /** The same for recordings of other sizes. */
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

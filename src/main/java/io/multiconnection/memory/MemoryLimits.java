package io.multiconnection.memory;

/**
 * Bounds of the memory that is held for peers, in bytes.
 *
 * @param total for all of them together, at least 1 MiB
 * @param perAddress for all holders of one client address, 1 to {@code total}
 * @param perHolder for one session, WebSocket, viewer or relay, 1 to {@code total}
 */
public record MemoryLimits(long total, long perAddress, long perHolder) {

    /** Limits that nothing exceeds, for tests of other things. */
    public static final MemoryLimits UNLIMITED =
            new MemoryLimits(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);

    private static final long MIN_TOTAL = 1 << 20;

    /** Share of the smaller of heap and direct memory that peers may take. */
    private static final double PEERS_SHARE = 0.6;

    /** Share of the total that one address may take: four addresses are needed to exhaust it. */
    private static final double ADDRESS_SHARE = 0.25;

    /** Share of the total that one holder may take. */
    private static final double HOLDER_SHARE = 0.2;

    public MemoryLimits {
        check("total", total, MIN_TOTAL, Long.MAX_VALUE);
        check("per-address", perAddress, 1, total);
        check("per-holder", perHolder, 1, total);
    }

    /** Returns limits with the default shares of {@code total} bytes. */
    public static MemoryLimits of(long total) {
        return new MemoryLimits(
                total, (long) (total * ADDRESS_SHARE), (long) (total * HOLDER_SHARE));
    }

    /**
     * Returns the total for a process with this much memory, in bytes: what is held may lie in the
     * heap as well as outside, so the smaller of both counts.
     */
    public static long total(long maxHeap, long maxDirect) {
        return (long) (Math.min(maxHeap, maxDirect) * PEERS_SHARE);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s %d bytes, expected %d..%d".formatted(name, value, min, max));
        }
    }
}

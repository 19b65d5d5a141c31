package io.multiconnection.app;

import java.util.Arrays;

/** Response times in milliseconds. */
record Percentiles(int count, long p50Millis, long p99Millis, long maxMillis) {

    /** Creates percentiles of one or more times in nanoseconds. */
    static Percentiles of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static long at(long[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1_000_000;
    }
}

package io.multiconnection.load;

import org.HdrHistogram.Histogram;

/** Percentiles of delays, in milliseconds. */
record Delays(double p50, double p99, double p999) {

    private static final double NANOS = 1e6;

    static Delays of(Histogram nanos) {
        return new Delays(
                nanos.getValueAtPercentile(50) / NANOS,
                nanos.getValueAtPercentile(99) / NANOS,
                nanos.getValueAtPercentile(99.9) / NANOS);
    }
}

package io.multiconnection.load;

import java.time.Duration;

/**
 * Processor time of a process during a time.
 *
 * @param cpuSeconds processor time of the process and its children
 * @param seconds time that has passed
 */
record CpuTime(double cpuSeconds, double seconds) {

    private static final double GIGA = 1e9;

    /** Measures a process while {@code time} passes; the clock of processor time ticks in 10 ms. */
    static CpuTime during(Duration time, long pid) {
        long fromNanos = System.nanoTime();
        double from = ProcessUsage.of(pid).cpuSeconds();
        Waiting.pass(time);
        double to = ProcessUsage.of(pid).cpuSeconds();
        return new CpuTime(to - from, (System.nanoTime() - fromNanos) / GIGA);
    }

    /** Returns processor seconds per second. */
    double cores() {
        return cpuSeconds / seconds;
    }
}

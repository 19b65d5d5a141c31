package io.multiconnection.load;

import java.util.OptionalDouble;

/**
 * Result of one relay under one load.
 *
 * @param delivered share of what was sent to each sink that arrived, without codec configurations
 * @param cpuPerGigabyte processor seconds per 10^9 delivered bytes of message bodies
 * @param cores processor seconds per second
 * @param sendsPerFrame system calls for each delivered frame
 * @param receivesPerFrame system calls for each published frame
 * @param allocationPerFrame heap bytes allocated for each published frame
 * @param gcPauseMillisPerSecond pauses of the collector
 */
record Figures(
        String scenario,
        String relay,
        double delivered,
        double megabytesPerSecond,
        double cpuPerGigabyte,
        double cores,
        Delays video,
        Delays audio,
        OptionalDouble sendsPerFrame,
        OptionalDouble receivesPerFrame,
        OptionalDouble allocationPerFrame,
        OptionalDouble gcPauseMillisPerSecond,
        long rssBytes) {}

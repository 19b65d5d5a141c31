package io.multiconnection.rtmp.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Addresses that could not be connected to, or were lost, in the last ten minutes. The next attempt
 * begins with others of the same name, and tries the one that failed last at the end. Thread-safe.
 */
final class FailedAddresses {

    /** Addresses that are remembered; the oldest failure is forgotten where there are more. */
    static final int MAX_ADDRESSES = 4096;

    static final Duration MEMORY = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;

    /** Number of each failure, in the order of the failures. */
    private final Map<InetSocketAddress, Failure> failures = new LinkedHashMap<>();

    private long count;

    /**
     * One failure.
     *
     * @param number counts up; clocks may stand still
     */
    private record Failure(long number, long atNanos) {}

    FailedAddresses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void failed(InetSocketAddress address) {
        failures.remove(address); // so that it becomes the newest
        failures.put(address, new Failure(count++, nanoTime.getAsLong()));
        if (failures.size() > MAX_ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized void connected(InetSocketAddress address) {
        failures.remove(address);
    }

    /** Returns addresses in the same order, but those that failed last at the end. */
    synchronized List<InetSocketAddress> ordered(List<InetSocketAddress> addresses) {
        long now = nanoTime.getAsLong();
        List<InetSocketAddress> ordered = new ArrayList<>(addresses);
        ordered.sort(Comparator.comparingLong(address -> rank(address, now)));
        return List.copyOf(ordered);
    }

    private long rank(InetSocketAddress address, long now) {
        Failure failure = failures.get(address);
        return failure == null || now - failure.atNanos() >= MEMORY.toNanos()
                ? -1
                : failure.number();
    }

    synchronized int size() {
        return failures.size();
    }
}

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
 * Addresses whose connections failed or were lost in the last ten minutes. A later attempt begins
 * with other addresses of the same host, and tries the most recent failure last. Thread-safe.
 */
final class FailedAddresses {

    /** Most addresses remembered; the oldest failure is dropped first. */
    static final int MAX_ADDRESSES = 4096;

    static final Duration MEMORY = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;

    /** Failures, the oldest first. */
    private final Map<InetSocketAddress, Failure> failures = new LinkedHashMap<>();

    private long count;

    /**
     * One failure.
     *
     * @param number increases with each failure; a clock may stand still
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

    /**
     * Returns the addresses in the same order, with those that failed moved to the end, the latest
     * failure last.
     */
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

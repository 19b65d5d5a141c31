package io.multiconnection.app.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counter of open connections, sessions or viewers by address, up to a limit. Thread-safe. */
public final class AddressCounter {

    private final int max;
    private final Map<ClientAddress, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Creates a counter.
     *
     * @param max limit of each address, 1 or more
     */
    public AddressCounter(int max) {
        if (max < 1) {
            throw new IllegalArgumentException(max + ", expected 1 or more");
        }
        this.max = max;
    }

    /** Returns the limit of each address. */
    public int max() {
        return max;
    }

    /** Counts one more; returns false, and counts nothing, at the limit. */
    public boolean enter(ClientAddress address) {
        if (address.isExempt() || counts.merge(address, 1, Integer::sum) <= max) {
            return true;
        }
        leave(address);
        return false;
    }

    /** Counts one less; called once for each time that {@link #enter} returned true. */
    public void leave(ClientAddress address) {
        counts.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }

    /** Whether an address has reached the limit. */
    public boolean isFull(ClientAddress address) {
        return counts.getOrDefault(address, 0) >= max;
    }

    /** Returns the number of addresses that are counted. */
    public int addresses() {
        return counts.size();
    }
}

package io.multiconnection.app.limits;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets by address. Full buckets are removed; beyond {@code maxAddresses}, further
 * addresses share one bucket. Thread-safe; the caller supplies the time.
 */
public final class AddressRate {

    /** Capacity of a bucket, in seconds of its rate. */
    static final int BURST_SECONDS = 4;

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Key of the shared bucket; no client has this network. */
    private static final ClientAddress OTHERS =
            new ClientAddress(ClientAddress.Kind.IPV4, Long.MAX_VALUE);

    private final long intervalNanos;
    private final long burstNanos = TimeUnit.SECONDS.toNanos(BURST_SECONDS);
    private final int maxAddresses;

    /** Time at which the bucket of an address is full again. */
    private final Map<ClientAddress, Long> full = new ConcurrentHashMap<>();

    private final AtomicLong sweepAt;

    /**
     * Creates buckets that are full.
     *
     * @param perSecond tokens of each address per second, 1 or more
     * @param nowNanos current time in nanoseconds, of the clock of {@link #take}
     */
    public AddressRate(int perSecond, int maxAddresses, long nowNanos) {
        if (perSecond < 1) {
            throw new IllegalArgumentException(perSecond + ", expected 1 or more");
        }
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.maxAddresses = maxAddresses;
        this.sweepAt = new AtomicLong(nowNanos);
    }

    /** Takes a token; returns zero, or the time until there is one. */
    public Duration take(ClientAddress address, long nowNanos) {
        if (address.isExempt()) {
            return Duration.ZERO;
        }
        ClientAddress key = hasRoom(address, nowNanos) ? address : OTHERS;
        while (true) {
            Long before = full.get(key);
            long start = before == null || before - nowNanos < 0 ? nowNanos : before;
            long next = start + intervalNanos;
            long wait = next - nowNanos - burstNanos;
            if (wait > 0) {
                return Duration.ofNanos(wait);
            }
            if (before == null
                    ? full.putIfAbsent(key, next) == null
                    : full.replace(key, before, next)) {
                return Duration.ZERO;
            }
        }
    }

    /** Returns the number of buckets. */
    public int addresses() {
        return full.size();
    }

    private boolean hasRoom(ClientAddress address, long nowNanos) {
        if (full.size() < maxAddresses || full.containsKey(address)) {
            return true;
        }
        long due = sweepAt.get();
        if (nowNanos - due >= 0 && sweepAt.compareAndSet(due, nowNanos + SWEEP_NANOS)) {
            full.values().removeIf(time -> time - nowNanos <= 0);
        }
        return full.size() < maxAddresses;
    }
}

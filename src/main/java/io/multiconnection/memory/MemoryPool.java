package io.multiconnection.memory;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that a group of accounts has reserved together, and their limit. Thread-safe. */
final class MemoryPool {

    private final long limit;
    private final MemoryOverrun overrun;
    private final Set<MemoryAccount> accounts = ConcurrentHashMap.newKeySet();
    private final AtomicLong used = new AtomicLong();

    /** The part of {@code used} whose holders are being ended, and which will soon be free. */
    private final AtomicLong ending = new AtomicLong();

    /** An empty pool whose largest holder is ended for the reason {@code overrun}. */
    MemoryPool(long limit, MemoryOverrun overrun) {
        this.limit = limit;
        this.overrun = overrun;
    }

    MemoryOverrun overrun() {
        return overrun;
    }

    void add(MemoryAccount account) {
        accounts.add(account);
    }

    void remove(MemoryAccount account) {
        accounts.remove(account);
    }

    boolean isEmpty() {
        return accounts.isEmpty();
    }

    Set<MemoryAccount> accounts() {
        return accounts;
    }

    long used() {
        return used.get();
    }

    /** Changes what is reserved by {@code bytes}, of a holder that is being ended or not. */
    void reserve(long bytes, boolean byEnding) {
        used.addAndGet(bytes);
        if (byEnding) {
            ending.addAndGet(bytes);
        }
    }

    /** Moves {@code bytes} to those whose holders are being ended. */
    void end(long bytes) {
        ending.addAndGet(bytes);
    }

    /** Returns whether more is used than {@code share} of the limit. */
    boolean isAbove(double share) {
        return used.get() > limit * share;
    }

    /** Returns whether it is over the limit, also when all that is being ended is gone. */
    boolean isOver() {
        return used.get() - ending.get() > limit;
    }

    /** Returns the largest account whose holder is not being ended yet. */
    Optional<MemoryAccount> largest() {
        return accounts.stream()
                .filter(account -> !account.isEnding())
                .max(Comparator.comparingLong(MemoryAccount::reserved));
    }
}

package io.multiconnection.memory;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that a group of members has reserved together, and their limit. Thread-safe. */
final class MemoryPool {

    /** Account of one holder, as the pool sees it. */
    interface Member {

        /** Returns the bytes reserved from the budget. */
        long reserved();

        /** Returns the bytes held of this kind. */
        long held(MemoryKind kind);

        /** Returns whether the holder is being ended because of its memory. */
        boolean isEnding();

        /** Ends the holder; repeated calls do nothing. */
        void end(MemoryOverrun reason);
    }

    private final long limit;
    private final MemoryOverrun overrun;
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final AtomicLong used = new AtomicLong();

    /** Part of {@code used} whose holders are being ended, and which will be free soon. */
    private final AtomicLong ending = new AtomicLong();

    /** Creates an empty pool whose largest holder is ended for the reason {@code overrun}. */
    MemoryPool(long limit, MemoryOverrun overrun) {
        this.limit = limit;
        this.overrun = overrun;
    }

    MemoryOverrun overrun() {
        return overrun;
    }

    void add(Member member) {
        members.add(member);
    }

    void remove(Member member) {
        members.remove(member);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    Set<Member> members() {
        return members;
    }

    long used() {
        return used.get();
    }

    /** Adds {@code bytes} to the reserved ones, of a holder that is being ended or not. */
    void reserve(long bytes, boolean byEnding) {
        used.addAndGet(bytes);
        if (byEnding) {
            ending.addAndGet(bytes);
        }
    }

    /** Counts {@code bytes} as held by holders that are being ended. */
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
    Optional<Member> largest() {
        return members.stream()
                .filter(member -> !member.isEnding())
                .max(Comparator.comparingLong(Member::reserved));
    }
}

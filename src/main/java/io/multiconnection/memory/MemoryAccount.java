package io.multiconnection.memory;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Memory that one holder has taken from the {@link MemoryBudget}, in bytes. Thread-safe; usually
 * one event loop calls it, and then its lock is never contended.
 *
 * <p>Each {@link #take} is matched by a {@link #give} of the same kind and size. After {@link
 * #close} everything is given back, and later calls change nothing.
 */
public final class MemoryAccount implements AutoCloseable, MemoryPool.Member {

    /** Accounts reserve from the budget in multiples of this many bytes. */
    public static final int STEP = 16 << 10;

    /** Share of the holder's limit above which {@link #tryTake} refuses. */
    private static final double SOFT = 0.75;

    /**
     * Divisor of the holder's limit that each part of it has in any case: 16 connections, each with
     * something to read and to write, fit between the soft limit and the limit.
     */
    private static final int SMALL_PARTS = 128;

    /** Bytes that every holder may have by {@link #tryTake} when the budget is scarce. */
    private static final int SCARCE_BYTES = 256 << 10;

    private final MemoryBudget budget;
    private final List<MemoryPool> pools;
    private final @Nullable String address;
    private final Executor executor;
    private final Consumer<MemoryOverrun> onOverrun;
    private final long limit;
    private final long[] byKind = new long[MemoryKind.values().length];
    private long held;
    private boolean closed;
    private long reserved;
    private volatile boolean ending;

    MemoryAccount(
            MemoryBudget budget,
            List<MemoryPool> pools,
            @Nullable String address,
            Executor executor,
            Consumer<MemoryOverrun> onOverrun) {
        this.budget = budget;
        this.pools = pools;
        this.address = address;
        this.executor = executor;
        this.onOverrun = onOverrun;
        this.limit = budget.limits().perHolder();
    }

    /**
     * Takes memory that is needed in any case, or is allocated already.
     *
     * @return false if the holder is being ended, by this or before: then do not allocate more.
     *     What was taken counts all the same until it is given back.
     */
    public boolean take(MemoryKind kind, long bytes) {
        boolean isOver;
        boolean hasGrown;
        synchronized (this) {
            if (closed) {
                return false;
            }
            byKind[index(kind)] += bytes;
            held += bytes;
            isOver = held > limit;
            hasGrown = held > reserved;
            if (hasGrown) {
                reserve(roundedUp(held) - reserved);
            }
        }
        if (isOver) {
            end(MemoryOverrun.HOLDER);
        }
        if (hasGrown) {
            budget.enforce(pools);
        }
        return !ending;
    }

    /**
     * Takes memory that the holder can do without, for example for a frame that may be dropped.
     *
     * @return false, and nothing is taken, if the holder has used three quarters of its share, or
     *     memory is scarce and the holder has 256 KiB already
     */
    public boolean tryTake(MemoryKind kind, long bytes) {
        long next = held() + bytes;
        boolean fits = next <= limit * SOFT && (next <= SCARCE_BYTES || !isScarce());
        return fits && takeOrNothing(kind, bytes);
    }

    /**
     * Takes memory that one of many parts of the holder can do without, for example one of its
     * connections. A part that has little is not refused because the others have much: it may have
     * 256 KiB or 1/128 of the holder's share, whichever is less, in any case.
     *
     * @param part bytes that this part has already
     * @return false, and nothing is taken, as {@link #tryTake(MemoryKind, long)}
     */
    public boolean tryTake(MemoryKind kind, long bytes, long part) {
        return part + bytes <= Math.min(SCARCE_BYTES, limit / SMALL_PARTS)
                ? takeOrNothing(kind, bytes)
                : tryTake(kind, bytes);
    }

    private boolean takeOrNothing(MemoryKind kind, long bytes) {
        if (ending) {
            return false;
        }
        boolean taken = take(kind, bytes);
        if (!taken) {
            give(kind, bytes);
        }
        return taken;
    }

    private boolean isScarce() {
        for (MemoryPool pool : pools) { // no stream: once for each frame that waits
            if (pool.isAbove(MemoryBudget.SCARCE)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether {@link #tryTake} of this much would succeed now. */
    public boolean hasRoom(long bytes) {
        long next = held() + bytes;
        return !ending && next <= limit * SOFT && (next <= SCARCE_BYTES || !isScarce());
    }

    /** Gives back memory that was taken. */
    public synchronized void give(MemoryKind kind, long bytes) {
        if (closed) {
            return;
        }
        byKind[index(kind)] -= bytes;
        held -= bytes;
        if (byKind[index(kind)] < 0) {
            throw new IllegalStateException("more of " + kind + " given back than was taken");
        }
        // One step is kept: a stream takes and gives with every frame.
        if (reserved - held >= 2 * STEP) {
            reserve(roundedUp(held) + STEP - reserved);
        }
    }

    @SuppressWarnings("EnumOrdinal") // an array is as quick as a counter has to be, and not stored
    private static int index(MemoryKind kind) {
        return kind.ordinal();
    }

    private void reserve(long bytes) {
        reserved += bytes;
        pools.forEach(pool -> pool.reserve(bytes, ending));
    }

    private static long roundedUp(long bytes) {
        return (bytes + STEP - 1) / STEP * STEP;
    }

    /** Returns the key of the client address that the holder is for; null for none. */
    public @Nullable String address() {
        return address;
    }

    /** Returns the bytes that the holder may have; more ends it. */
    public long limit() {
        return limit;
    }

    /** Returns the bytes held. */
    public synchronized long held() {
        return held;
    }

    /** Returns the bytes held of this kind. */
    @Override
    public synchronized long held(MemoryKind kind) {
        return byKind[index(kind)];
    }

    /** Returns the bytes reserved from the budget: those held, rounded up. */
    @Override
    public synchronized long reserved() {
        return reserved;
    }

    /** Returns whether the holder is being ended because of its memory. */
    @Override
    public boolean isEnding() {
        return ending;
    }

    @Override
    public void end(MemoryOverrun reason) {
        if (markEnding()) {
            budget.ended(this, reason);
            executor.execute(() -> onOverrun.accept(reason));
        }
    }

    /** Marks the holder as being ended; returns false if it was before, or is closed. */
    private synchronized boolean markEnding() {
        if (ending || closed) {
            return false;
        }
        ending = true;
        pools.forEach(pool -> pool.end(reserved));
        return true;
    }

    /** Gives back everything, because the holder has ended. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            reserve(-reserved);
            closed = true;
            held = 0;
            Arrays.fill(byKind, 0);
        }
        budget.closed(this, address);
    }
}

package io.multiconnection.memory;

import io.multiconnection.log.LogSubject;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limit of all the memory that is held for peers. Thread-safe.
 *
 * <p>Each holder (a session, a WebSocket, a viewer, a relay) has a {@link MemoryAccount}. A holder
 * over its own share is ended. When the holders of one client address are over their share, or all
 * holders over the total, the largest of them is ended. Before that, new sessions are refused:
 *
 * <pre>
 * 80 %    a warning in the log, once until it is below 70 % again
 * 90 %    isScarce: no new session or viewer, and tryTake of large holders is refused
 * 100 %   the largest holders are ended, until what remains fits
 * </pre>
 *
 * <p>Accounts reserve from the budget in steps of {@link MemoryAccount#STEP}, so a frame rarely
 * touches what event loops share.
 */
public final class MemoryBudget {

    static final double SCARCE = 0.9;

    private static final System.Logger LOG = System.getLogger(MemoryBudget.class.getName());
    private static final double WARN = 0.8;
    private static final double CALM = 0.7;

    private final MemoryLimits limits;
    private final MemoryPool total;
    private final Map<String, MemoryPool> byAddress = new ConcurrentHashMap<>();
    private final AtomicBoolean warned = new AtomicBoolean();
    private final Map<MemoryOverrun, LongAdder> ended = new EnumMap<>(MemoryOverrun.class);
    private final LongAdder refused = new LongAdder();

    public MemoryBudget(MemoryLimits limits) {
        this.limits = limits;
        this.total = new MemoryPool(limits.total(), MemoryOverrun.TOTAL);
        for (MemoryOverrun reason : MemoryOverrun.values()) {
            ended.put(reason, new LongAdder());
        }
    }

    /** Returns a budget that nothing exceeds, for what needs no bound: tests and tools. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(MemoryLimits.UNLIMITED);
    }

    public MemoryLimits limits() {
        return limits;
    }

    /**
     * Opens the account of a new holder; the caller closes it.
     *
     * @param address key of the holder's client address; null for none
     * @param executor calls {@code onOverrun}, for example the holder's event loop
     * @param onOverrun ends the holder; called at most once, never within {@code take}
     */
    public MemoryAccount open(
            @Nullable String address, Executor executor, Consumer<MemoryOverrun> onOverrun) {
        if (address == null) {
            MemoryAccount account =
                    new MemoryAccount(this, List.of(total), null, executor, onOverrun);
            total.add(account);
            return account;
        }
        List<MemoryAccount> opened = new ArrayList<>(1);
        byAddress.compute(
                address,
                (_, known) -> {
                    MemoryPool pool =
                            known != null
                                    ? known
                                    : new MemoryPool(limits.perAddress(), MemoryOverrun.ADDRESS);
                    MemoryAccount account =
                            new MemoryAccount(
                                    this, List.of(pool, total), address, executor, onOverrun);
                    pool.add(account);
                    opened.add(account);
                    return pool;
                });
        total.add(opened.getFirst());
        return opened.getFirst();
    }

    /** Returns the bytes that accounts have reserved now. */
    public long used() {
        return total.used();
    }

    /** Returns the bytes of this kind that all holders have now. Walks through all accounts. */
    public long used(MemoryKind kind) {
        return total.members().stream().mapToLong(member -> member.held(kind)).sum();
    }

    /** Returns whether so little is left that no new session or viewer should begin. */
    public boolean isScarce() {
        return total.isAbove(SCARCE);
    }

    /** Returns whether a new session or viewer may begin, and counts it as refused if not. */
    public boolean admits() {
        boolean scarce = isScarce();
        if (scarce) {
            refused.increment();
        }
        return !scarce;
    }

    /** Returns how many sessions and viewers were refused because memory was scarce. */
    public long refused() {
        return refused.sum();
    }

    /** Returns how many holders were ended for this reason. */
    public long ended(MemoryOverrun reason) {
        return counter(reason).sum();
    }

    private LongAdder counter(MemoryOverrun reason) {
        return Objects.requireNonNull(ended.get(reason));
    }

    /** Ends the largest holders of each pool that is over its limit. Called without locks. */
    void enforce(List<MemoryPool> pools) {
        for (MemoryPool pool : pools) {
            while (pool.isOver()) {
                Optional<MemoryPool.Member> largest = pool.largest();
                if (largest.isEmpty()) {
                    break; // all of them are being ended
                }
                largest.get().end(pool.overrun());
            }
        }
        warnOnce();
    }

    private void warnOnce() {
        if (!total.isAbove(WARN)) {
            return;
        }
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "peers hold %d of %d bytes of memory; above %d %% new sessions are refused"
                            .formatted(used(), limits.total(), Math.round(100 * SCARCE)));
        }
    }

    /** Counts and logs a holder that is being ended. */
    void ended(MemoryAccount account, MemoryOverrun reason) {
        counter(reason).increment();
        LOG.log(
                Level.WARNING,
                "ending a holder of {0} bytes: {1}",
                Long.toString(account.held()),
                reason.text(),
                LogSubject.ofClient(account.address()));
    }

    /** Removes an account that has given back everything. */
    void closed(MemoryAccount account, @Nullable String address) {
        total.remove(account);
        if (address != null) {
            byAddress.computeIfPresent(
                    address,
                    (_, pool) -> {
                        pool.remove(account);
                        return pool.isEmpty() ? null : pool;
                    });
        }
        if (!total.isAbove(CALM)) {
            warned.set(false);
        }
    }
}

package io.multiconnection.target;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tracker of whether a target lags: as long as one of its legs lags, and for at least a second, so
 * that a server that reads in bursts does not change its state all the time. Lives on its session's
 * event loop.
 */
final class LagTracker {

    private static final long MIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ScheduledExecutorService loop;
    private final Consumer<Boolean> changed;
    private int legs;
    private boolean lags;
    private boolean ending;
    private long beganAtNanos;

    /**
     * Creates the tracker of a target that keeps up.
     *
     * @param changed called with whether the target lags
     */
    LagTracker(ScheduledExecutorService loop, Consumer<Boolean> changed) {
        this.loop = loop;
        this.changed = changed;
    }

    /** Counts a leg that has begun or ceased to lag. */
    void leg(boolean begins) {
        legs += begins ? 1 : -1;
        if (begins && !lags) {
            lags = true;
            beganAtNanos = System.nanoTime();
            changed.accept(true);
        } else if (legs == 0 && lags && !ending) {
            ending = true;
            long since = System.nanoTime() - beganAtNanos;
            var _ = loop.schedule(this::end, MIN_NANOS - since, TimeUnit.NANOSECONDS);
        }
    }

    private void end() {
        ending = false;
        if (legs == 0) {
            lags = false;
            changed.accept(false);
        }
    }
}

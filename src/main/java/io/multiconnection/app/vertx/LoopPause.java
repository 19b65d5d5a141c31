package io.multiconnection.app.vertx;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Pause of one event loop after it has read media, so that it reads media at most once in an
 * interval, as network cards moderate their interrupts. What arrives meanwhile is handled together,
 * with fewer wake-ups and system calls. Media that arrives after a longer silence does not wait,
 * and a loop whose work takes longer than the interval does not pause. Lives on its event loop.
 */
public final class LoopPause implements Runnable {

    private final Consumer<Runnable> endOfIteration;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final LongConsumer sleepNanos;
    private boolean isRequested;
    private long begun;

    /**
     * Creates the pause of a loop.
     *
     * @param endOfIteration runs a task once the loop has handled everything that is ready
     * @param intervalNanos shortest time between two reads; 0 for none
     * @param sleepNanos blocks the calling thread for a time in nanoseconds
     */
    public LoopPause(
            Consumer<Runnable> endOfIteration,
            long intervalNanos,
            LongSupplier nanoTime,
            LongConsumer sleepNanos) {
        this.endOfIteration = endOfIteration;
        this.intervalNanos = intervalNanos;
        this.nanoTime = nanoTime;
        this.sleepNanos = sleepNanos;
    }

    /** Pauses the loop once it has handled everything that it has read. */
    public void request() {
        if (intervalNanos > 0 && !isRequested) {
            isRequested = true;
            begun = nanoTime.getAsLong();
            endOfIteration.accept(this);
        }
    }

    @Override
    public void run() {
        isRequested = false;
        long rest = begun + intervalNanos - nanoTime.getAsLong();
        if (rest > 0) {
            sleepNanos.accept(rest);
        }
    }
}

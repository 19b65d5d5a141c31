package io.multiconnection.gateway;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pauses reading from the client while its session exceeds its share of the event loop's time.
 * Lives on that loop.
 */
final class ReadThrottle {

    /** Excess of loop time beyond which a session is closed. */
    private static final long MAX_EXCESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventLoop loop;
    private final ClientLink client;
    private final LoopTimeBudget budget;
    private final LongSupplier nanoTime;
    private @Nullable ScheduledFuture<?> pause;

    ReadThrottle(EventLoop loop, ClientLink client, LoopTimeBudget budget, LongSupplier nanoTime) {
        this.loop = loop;
        this.client = client;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts the time since {@code startNanos} as used; returns false if the session exceeds its
     * share too far.
     */
    boolean used(long startNanos) {
        long now = nanoTime.getAsLong();
        budget.used(startNanos, now);
        long wait = budget.waitNanos(now);
        if (wait > 0 && pause == null) {
            client.pauseReading();
            schedule(wait);
        }
        return budget.excessNanos(now) <= MAX_EXCESS_NANOS;
    }

    private void schedule(long nanos) {
        pause = loop.schedule(this::resume, nanos, TimeUnit.NANOSECONDS);
    }

    /** Resumes reading, unless messages that were read before the pause have used further time. */
    private void resume() {
        pause = null;
        long wait = budget.waitNanos(nanoTime.getAsLong());
        if (wait > 0) {
            schedule(wait);
        } else {
            client.resumeReading();
        }
    }

    /** Applies a pause to another WebSocket of the client: a new WebSocket does not end it. */
    void clientAttached() {
        if (pause != null) {
            client.pauseReading();
        }
    }

    /** Cancels the timer, because the session has ended. */
    void end() {
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
    }
}

package io.multiconnection.gateway;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Timeout of a WebSocket on which nothing is received. Receiving only stores the time: the timer
 * runs until the deadline that it was set for, and is set again if something was received. Lives on
 * its session's event loop.
 */
final class ClientSilence {

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final long maxNanos;
    private final LongConsumer onSilent;
    private @Nullable ScheduledFuture<?> timer;
    private long lastReceivedNanos;

    /**
     * Creates the timeout, which is not started.
     *
     * @param max time without any message or control frame
     * @param onSilent receives the time in nanoseconds for which nothing was received
     */
    ClientSilence(EventLoop loop, LongSupplier nanoTime, Duration max, LongConsumer onSilent) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.maxNanos = max.toNanos();
        this.onSilent = onSilent;
    }

    /** Starts the timeout of a WebSocket that has just been opened. */
    void start(long nowNanos) {
        stop();
        lastReceivedNanos = nowNanos;
        schedule(maxNanos);
    }

    /** Records that something was received. */
    void received(long nowNanos) {
        lastReceivedNanos = nowNanos;
    }

    /** Stops the timeout, because there is no WebSocket. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void schedule(long nanos) {
        timer = loop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        long silent = nanoTime.getAsLong() - lastReceivedNanos;
        if (silent < maxNanos) {
            schedule(maxNanos - silent);
        } else {
            timer = null;
            onSilent.accept(silent);
        }
    }
}

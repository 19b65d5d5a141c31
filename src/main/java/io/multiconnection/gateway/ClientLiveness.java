package io.multiconnection.gateway;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pings of a client, and the timeout of a WebSocket on which nothing is received. Receiving only
 * stores the time. One timer runs until the next ping or the end of the timeout, whichever is
 * first. Lives on its session's event loop.
 *
 * <p>Pings are sent at the multiples of a part of the interval, so that an event loop wakes once
 * for the pings of many clients.
 */
final class ClientLiveness {

    /** Number of times within the interval at which an event loop sends pings. */
    static final int PING_TIMES = 16;

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final long pingNanos;
    private final long maxNanos;
    private final Runnable ping;
    private final LongConsumer onSilent;
    private @Nullable ScheduledFuture<?> timer;
    private long nextPingNanos;
    private long lastReceivedNanos;

    /**
     * Creates pings and timeout, which are not started.
     *
     * @param pingInterval interval of the pings; the first may be sent up to one sixteenth earlier
     * @param max time without any message or control frame
     * @param ping sends a ping
     * @param onSilent receives the time in nanoseconds for which nothing was received
     */
    ClientLiveness(
            EventLoop loop,
            LongSupplier nanoTime,
            Duration pingInterval,
            Duration max,
            Runnable ping,
            LongConsumer onSilent) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.pingNanos = pingInterval.toNanos();
        this.maxNanos = max.toNanos();
        this.ping = ping;
        this.onSilent = onSilent;
    }

    /** Starts pings and timeout of a WebSocket that has just been opened. */
    void start(long nowNanos) {
        stop();
        lastReceivedNanos = nowNanos;
        long first = nowNanos + pingNanos;
        nextPingNanos = first - Math.floorMod(first, pingNanos / PING_TIMES);
        schedule(nowNanos);
    }

    /** Records that something was received. */
    void received(long nowNanos) {
        lastReceivedNanos = nowNanos;
    }

    /** Stops pings and timeout, because there is no WebSocket. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void schedule(long now) {
        long untilSilent = maxNanos - (now - lastReceivedNanos);
        long nanos = Math.min(nextPingNanos - now, untilSilent);
        timer = loop.schedule(this::wake, nanos, TimeUnit.NANOSECONDS);
    }

    private void wake() {
        long now = nanoTime.getAsLong();
        long silent = now - lastReceivedNanos;
        if (silent >= maxNanos) {
            timer = null;
            onSilent.accept(silent);
            return;
        }
        if (now - nextPingNanos >= 0) {
            long missed = (now - nextPingNanos) / pingNanos;
            nextPingNanos += (missed + 1) * pingNanos;
            ping.run();
        }
        schedule(now);
    }
}

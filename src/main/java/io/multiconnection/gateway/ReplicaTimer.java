package io.multiconnection.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Timer of a replica's next tick. Lives on its session's event loop. */
final class ReplicaTimer {

    private final EventLoop loop;
    private final Runnable tick;
    private @Nullable ScheduledFuture<?> timer;
    private long ticksAt;

    ReplicaTimer(EventLoop loop, Runnable tick) {
        this.loop = loop;
        this.tick = tick;
    }

    /** Returns the time on the replica's clock, in milliseconds. */
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /**
     * Schedules a tick at {@code next}, unless one is scheduled for an earlier time. Cancels the
     * tick if {@code next} is empty.
     */
    void arm(OptionalLong next) {
        if (timer != null && next.isPresent() && ticksAt <= next.getAsLong()) {
            return;
        }
        stop();
        if (next.isPresent()) {
            ticksAt = next.getAsLong();
            long delay = Math.max(0, ticksAt - now());
            timer = loop.schedule(this::tick, delay, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        timer = null;
        tick.run();
    }

    /** Cancels the tick. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}

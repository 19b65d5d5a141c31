package io.multiconnection.relay;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Timer on an event loop that runs one action at a time; setting it replaces the pending one. */
final class ResettableTimer {

    private final EventLoop loop;
    private @Nullable ScheduledFuture<?> task;

    ResettableTimer(EventLoop loop) {
        this.loop = loop;
    }

    void set(long millis, Runnable action) {
        cancel();
        task = loop.schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    void cancel() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    /** Returns whether the timer was set and not cancelled since. */
    boolean isSet() {
        return task != null;
    }
}

package io.multiconnection.relay;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something to do later on an event loop, unless it is called off or something else is. */
final class ResettableTimer {

    private final EventLoop loop;
    private @Nullable ScheduledFuture<?> task;

    ResettableTimer(EventLoop loop) {
        this.loop = loop;
    }

    void set(long millis, Runnable what) {
        cancel();
        task = loop.schedule(what, millis, TimeUnit.MILLISECONDS);
    }

    void cancel() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    /** Whether it was set, and not called off since. */
    boolean isSet() {
        return task != null;
    }
}

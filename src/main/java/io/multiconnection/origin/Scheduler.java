package io.multiconnection.origin;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clock and timers of playback, replaceable in tests. Lives on the origin's event loop. */
interface Scheduler {

    /** Handle of a scheduled task. */
    @FunctionalInterface
    interface Timeout {

        /** Handle without a task. */
        Timeout NONE = () -> {};

        /** Cancels the task; no effect after it has run. */
        void cancel();
    }

    /** Returns a monotonic time in milliseconds, with an arbitrary origin. */
    long millis();

    /** Schedules a task on the event loop. */
    Timeout schedule(long millis, Runnable task);

    /** Returns the scheduler of an event loop. */
    static Scheduler of(EventLoop loop) {
        return new Scheduler() {
            @Override
            public long millis() {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            }

            @Override
            public Timeout schedule(long millis, Runnable task) {
                Future<?> scheduled = loop.schedule(task, millis, TimeUnit.MILLISECONDS);
                return () -> scheduled.cancel(false);
            }
        };
    }
}

package io.multiconnection.origin;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The time that recordings are played by. Lives on the origin's event loop. */
interface Scheduler {

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Alarm {

        /** What waits for nothing. */
        Alarm NONE = () -> {};

        /** It will not run; nothing happens if it has run. */
        void cancel();
    }

    /** Milliseconds from any moment on. */
    long millis();

    /** Runs something on the event loop, later. */
    Alarm after(long millis, Runnable task);

    /** The time of this world. */
    static Scheduler of(EventLoop loop) {
        return new Scheduler() {
            @Override
            public long millis() {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            }

            @Override
            public Alarm after(long millis, Runnable task) {
                Future<?> scheduled = loop.schedule(task, millis, TimeUnit.MILLISECONDS);
                return () -> scheduled.cancel(false);
            }
        };
    }
}

package io.multiconnection.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import java.lang.reflect.Field;
import java.util.Collection;

/** Scheduled tasks of an event loop, which Netty's API does not expose. */
public final class Timers {

    private Timers() {}

    /** Returns the number of scheduled tasks; called on the loop. */
    public static int of(EventLoop loop) {
        try {
            Field queue =
                    AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
            queue.setAccessible(true);
            return queue.get(loop) instanceof Collection<?> tasks ? tasks.size() : 0;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}

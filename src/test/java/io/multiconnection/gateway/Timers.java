package io.multiconnection.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import java.lang.reflect.Field;
import java.util.Collection;

/** The scheduled tasks of an event loop, which Netty tells nobody. */
public final class Timers {

    private Timers() {}

    /** How many there are; asked on the loop itself. */
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

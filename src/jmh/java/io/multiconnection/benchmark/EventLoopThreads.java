package io.multiconnection.benchmark;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of benchmarks, of the type that event loops have: Netty caches buffers and recycles
 * objects for these threads only. JMH finds the class by the system property {@code
 * jmh.executor.class}.
 */
public final class EventLoopThreads extends ThreadPoolExecutor {

    /** Creates the threads; called by JMH. */
    public EventLoopThreads(int count, String name) {
        super(
                count,
                count,
                0,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(name));
    }
}

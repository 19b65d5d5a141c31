package io.multiconnection.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Event loop with a manual clock that runs in the calling thread, and counts the tasks that it is
 * given and runs.
 */
public final class CountingEventLoop extends AbstractScheduledEventExecutor implements EventLoop {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private long nanos;
    private long scheduled;
    private long run;
    private long wakes;

    /** Returns the time on the clock. */
    public long nanos() {
        return nanos;
    }

    /** Returns the number of tasks that were scheduled or executed so far. */
    public long scheduled() {
        return scheduled;
    }

    /** Returns the number of runs so far; a periodic task runs several times. */
    public long run() {
        return run;
    }

    /** Returns the number of times so far at which at least one task was due. */
    public long wakes() {
        return wakes;
    }

    /** Lets time pass, and runs each task at its time. */
    public void pass(long time, TimeUnit unit) {
        long end = nanos + unit.toNanos(time);
        runTasks();
        for (long next = nextScheduledTaskNano();
                next >= 0 && nanos + next <= end;
                next = nextScheduledTaskNano()) {
            nanos += next;
            runTasks();
        }
        nanos = end;
    }

    /** Lets time pass within a task, when no other one can run. */
    void stay(Duration time) {
        nanos += time.toNanos();
    }

    /** Runs all tasks that are due. */
    public void runTasks() {
        long before = run;
        for (Runnable task = next0(); task != null; task = next0()) {
            run++;
            task.run();
        }
        if (run > before) {
            wakes++;
        }
    }

    private Runnable next0() {
        Runnable task = tasks.poll();
        return task == null ? pollScheduledTask(nanos) : task;
    }

    @Override
    protected long getCurrentTimeNanos() {
        return nanos;
    }

    @Override
    public void execute(Runnable task) {
        scheduled++;
        tasks.add(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        scheduled++;
        return super.schedule(task, delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        scheduled++;
        return super.schedule(task, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable task, long initialDelay, long period, TimeUnit unit) {
        scheduled++;
        return super.scheduleAtFixedRate(task, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable task, long initialDelay, long delay, TimeUnit unit) {
        scheduled++;
        return super.scheduleWithFixedDelay(task, initialDelay, delay, unit);
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException();
    }
}

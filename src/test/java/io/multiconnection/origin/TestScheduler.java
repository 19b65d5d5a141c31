package io.multiconnection.origin;

import io.netty.channel.EventLoop;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Scheduler whose time the test advances. */
final class TestScheduler implements Scheduler {

    private record Task(long at, Runnable task) {}

    private final Queue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    private EventLoop loop;
    private long now;

    /** Creates the scheduler of an origin's event loop. */
    Scheduler on(EventLoop newLoop) {
        loop = newLoop;
        return this;
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public Timeout schedule(long millis, Runnable task) {
        Task waiting = new Task(now + millis, task);
        tasks.add(waiting);
        return () -> tasks.remove(waiting);
    }

    /** Advances the time and runs the tasks that are due. */
    void pass(long millis) {
        loop.submit(() -> passTo(now + millis)).syncUninterruptibly();
    }

    private void passTo(long then) {
        while (!tasks.isEmpty() && tasks.element().at() <= then) {
            Task due = tasks.remove();
            now = Math.max(now, due.at());
            due.task().run();
        }
        now = then;
    }
}

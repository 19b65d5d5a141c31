package io.multiconnection.origin;

import io.netty.channel.EventLoop;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A time that passes when a test says so. */
final class TestTime implements Scheduler {

    private record Task(long at, Runnable task) {}

    private final Queue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    private EventLoop loop;
    private long now;

    /** The time of an origin whose event loop this is. */
    Scheduler on(EventLoop newLoop) {
        loop = newLoop;
        return this;
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public Alarm after(long millis, Runnable task) {
        Task waiting = new Task(now + millis, task);
        tasks.add(waiting);
        return () -> tasks.remove(waiting);
    }

    /** Lets time pass, and what is due happen. */
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

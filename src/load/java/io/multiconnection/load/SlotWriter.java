package io.multiconnection.load;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Setter of a shared object's slot at a constant rate, through one of its members. */
final class SlotWriter {

    private final Member member;
    private final long countFromNanos;
    private final LongAdder counted = new LongAdder();
    private volatile long lastNanos;
    private final ScheduledFuture<?> writing;

    /** Starts; counts the changes since a moment, by {@link System#nanoTime}. */
    SlotWriter(Member member, int perSecond, long countFromNanos) {
        this.member = member;
        this.countFromNanos = countFromNanos;
        long period = Duration.ofSeconds(1).toNanos() / perSecond;
        writing = member.loop().scheduleAtFixedRate(this::write, 0, period, TimeUnit.NANOSECONDS);
    }

    private void write() {
        long now = System.nanoTime();
        member.set(now);
        lastNanos = now;
        if (now >= countFromNanos) {
            counted.increment();
        }
    }

    /** Stops; returns when the last change is sent. Called from another thread. */
    void end() {
        member.loop().submit(() -> writing.cancel(false)).syncUninterruptibly();
    }

    /** Returns the number of changes since the moment. */
    long counted() {
        return counted.sum();
    }

    /** Returns the time at which the last change was sent. */
    long lastNanos() {
        return lastNanos;
    }
}

package io.multiconnection.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sender of a clip in a loop, at a multiple of its own pace. Lives on the publisher's event loop.
 */
final class Pacer {

    private final Publisher publisher;
    private final Clip clip;
    private final int pace;
    private long beganAtNanos;
    private int next;
    private int round;
    private final LongAdder sentFrames = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder countedFrames = new LongAdder();
    private volatile long countFromNanos = Long.MAX_VALUE;
    private boolean ended;

    Pacer(Publisher publisher, Clip clip, int pace) {
        this.publisher = publisher;
        this.clip = clip;
        this.pace = pace;
    }

    /** Begins after {@code delayMillis}, so that publishers do not send all at once. */
    void begin(long delayMillis) {
        publisher.loop().schedule(this::first, delayMillis, TimeUnit.MILLISECONDS);
    }

    private void first() {
        clip.configurations().forEach(frame -> send(frame, 0));
        beganAtNanos = System.nanoTime();
        sendDue();
    }

    private void sendDue() {
        if (ended) {
            return;
        }
        long wait = 0;
        while (wait <= 0) {
            Frame frame = clip.frames().get(next);
            int timestamp = round * Clip.MILLIS + frame.millis();
            long due = beganAtNanos + TimeUnit.MILLISECONDS.toNanos(timestamp) / pace;
            wait = due - System.nanoTime();
            if (wait <= 0) {
                send(frame, timestamp);
                next++;
                if (next == clip.frames().size()) {
                    next = 0;
                    round++;
                }
            }
        }
        publisher.loop().schedule(this::sendDue, wait, TimeUnit.NANOSECONDS);
    }

    private void send(Frame frame, int timestamp) {
        long now = System.nanoTime();
        publisher.send(frame, timestamp, now);
        sentFrames.increment();
        if (now >= countFromNanos && !frame.isConfiguration()) {
            countedFrames.increment();
        }
        sentBytes.add(frame.length());
    }

    /** Stops sending; returns when the last frame is sent. Called from another thread. */
    void end() {
        publisher.loop().submit(() -> ended = true).syncUninterruptibly();
    }

    /** Sets the moment from which {@link #countedFrames} counts, by {@link System#nanoTime}. */
    void countFrom(long nanos) {
        countFromNanos = nanos;
    }

    /** Returns the number of frames that were sent since the moment, without configurations. */
    long countedFrames() {
        return countedFrames.sum();
    }

    long sentFrames() {
        return sentFrames.sum();
    }

    /** Returns the bytes of message bodies sent. */
    long sentBytes() {
        return sentBytes.sum();
    }
}

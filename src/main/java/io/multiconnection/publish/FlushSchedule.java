package io.multiconnection.publish;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Schedule of the flushes of one fan-out. All frames of one read of the client's socket are flushed
 * together. Audio alone waits for the next video, so that one system call sends both, but not
 * longer than the audio delay. Delays end at multiples of {@value #STEP_MILLIS} ms, so that the
 * streams of one event loop wake it together. Lives on the session's event loop.
 */
final class FlushSchedule {

    private static final int STEP_MILLIS = 4;

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);

    private final EventLoop loop;
    private final int audioDelayMillis;
    private final Runnable flush;
    private final LongSupplier nanoTime;
    private boolean hasAudio;
    private boolean hasOther;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * Creates a schedule.
     *
     * @param audioDelayMillis longest time that audio waits for video; 0 for none
     * @param flush flushes all legs
     */
    FlushSchedule(EventLoop loop, int audioDelayMillis, LongSupplier nanoTime, Runnable flush) {
        this.loop = loop;
        this.audioDelayMillis = audioDelayMillis;
        this.nanoTime = nanoTime;
        this.flush = flush;
    }

    /** Notes that a frame was written; {@code mayWait} if it is audio of a stream with video. */
    void wrote(boolean mayWait) {
        if (mayWait && audioDelayMillis > 0) {
            hasAudio = true;
        } else {
            hasOther = true;
        }
    }

    /** Flushes what was written, or schedules it if it may wait. */
    void endOfRead() {
        if (hasOther) {
            flush();
        } else if (hasAudio && timer == null) {
            long now = nanoTime.getAsLong();
            long until = now + TimeUnit.MILLISECONDS.toNanos(audioDelayMillis);
            long wait = until - Math.floorMod(until, STEP_NANOS) - now;
            timer = loop.schedule(this::flush, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** Flushes at once. */
    void flush() {
        cancel();
        flush.run();
    }

    /** Forgets what was written, because the stream is closed. */
    void cancel() {
        hasAudio = false;
        hasOther = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}

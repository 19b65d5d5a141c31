package io.multiconnection.publish;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Schedule of the flushes of one fan-out. All frames of one read of the client's socket are flushed
 * together. Audio alone waits for the next video, so that one system call sends both, but not
 * longer than the audio delay. Lives on the session's event loop.
 */
final class FlushSchedule {

    private final EventLoop loop;
    private final int audioDelayMillis;
    private final Runnable flush;
    private boolean hasAudio;
    private boolean hasOther;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * Creates a schedule.
     *
     * @param audioDelayMillis longest time that audio waits for video; 0 for none
     * @param flush flushes all legs
     */
    FlushSchedule(EventLoop loop, int audioDelayMillis, Runnable flush) {
        this.loop = loop;
        this.audioDelayMillis = audioDelayMillis;
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
            timer = loop.schedule(this::flush, audioDelayMillis, TimeUnit.MILLISECONDS);
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

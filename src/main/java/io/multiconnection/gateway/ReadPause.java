package io.multiconnection.gateway;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pauses the reading of a page's messages while its session owes time to its event loop. Lives on
 * that loop.
 */
final class ReadPause {

    /** A session that used more of the loop's time than this beyond its share is closed. */
    private static final long MAX_OWED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventLoop loop;
    private final ClientLink page;
    private final LoopShare share;
    private final LongSupplier nanoTime;
    private @Nullable ScheduledFuture<?> pause;

    ReadPause(EventLoop loop, ClientLink page, LoopShare share, LongSupplier nanoTime) {
        this.loop = loop;
        this.page = page;
        this.share = share;
        this.nanoTime = nanoTime;
    }

    /** Counts the time since {@code startNanos} as used; false if the session owes too much. */
    boolean used(long startNanos) {
        long now = nanoTime.getAsLong();
        share.used(startNanos, now);
        long behind = share.behindNanos(now);
        if (behind > 0 && pause == null) {
            page.read(false);
            waitFor(behind);
        }
        return share.owedNanos(now) <= MAX_OWED_NANOS;
    }

    private void waitFor(long nanos) {
        pause = loop.schedule(this::goOn, nanos, TimeUnit.NANOSECONDS);
    }

    /** The time is paid back, or more was used since by what had been read already. */
    private void goOn() {
        pause = null;
        long behind = share.behindNanos(nanoTime.getAsLong());
        if (behind > 0) {
            waitFor(behind);
        } else {
            page.read(true);
        }
    }

    /** The page has another WebSocket, which does not pay the debt. */
    void goesAlong() {
        if (pause != null) {
            page.read(false);
        }
    }

    /** The session has ended. */
    void end() {
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
    }
}

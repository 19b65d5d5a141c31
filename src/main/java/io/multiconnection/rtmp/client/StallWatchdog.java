package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Detector of servers that read none of the bytes that wait for them. Such a server is gone without
 * closing the connection.
 *
 * <p>First handler of the pipeline, where every flush passes. Checks the progress of the socket a
 * few times within the timeout, but only while flushed bytes wait: a flush that the socket accepts
 * at once schedules nothing.
 */
final class StallWatchdog extends ChannelOutboundHandlerAdapter {

    /** Progress of the socket with the bytes that wait; equal values mean that none were taken. */
    private record Progress(int message, long bytes) {

        /** Returns the progress; null if no flushed bytes wait. */
        static @Nullable Progress of(ChannelHandlerContext ctx) {
            ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
            return waiting == null || waiting.isEmpty()
                    ? null
                    : new Progress(
                            System.identityHashCode(waiting.current()), waiting.currentProgress());
        }
    }

    /** Consecutive checks without progress after which a server counts as stalled. */
    private static final int CHECKS = 4;

    private final Duration timeout;
    private final Consumer<RtmpClientException> onGone;
    private @Nullable ScheduledFuture<?> check;
    private @Nullable Progress last;
    private int checksWithoutProgress;

    /**
     * Creates a watchdog that watches from the next flush on.
     *
     * @param timeout time in which the server reads none of the bytes that wait for it
     * @param onGone receives the reason once
     */
    StallWatchdog(Duration timeout, Consumer<RtmpClientException> onGone) {
        this.timeout = timeout;
        this.onGone = onGone;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        if (check == null) {
            last = Progress.of(ctx);
            if (last != null) {
                checksWithoutProgress = 0;
                scheduleCheck(ctx);
            }
        }
    }

    private void scheduleCheck(ChannelHandlerContext ctx) {
        long millis = Math.ceilDiv(timeout.toMillis(), CHECKS);
        check = ctx.executor().schedule(() -> check(ctx), millis, TimeUnit.MILLISECONDS);
    }

    private void check(ChannelHandlerContext ctx) {
        Progress now = Progress.of(ctx);
        if (now == null) {
            check = null;
            return;
        }
        checksWithoutProgress = now.equals(last) ? checksWithoutProgress + 1 : 0;
        last = now;
        if (checksWithoutProgress < CHECKS) {
            scheduleCheck(ctx);
        } else {
            String text = "the server took no bytes for " + timeout.toSeconds() + " s";
            onGone.accept(new RtmpClientException(Kind.TIMEOUT, text));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (check != null) {
            check.cancel(false);
        }
    }
}

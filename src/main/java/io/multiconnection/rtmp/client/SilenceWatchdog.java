package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.PingResponse;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Detector of servers that are gone without closing the connection because they no longer respond
 * to pings (section 7.1.7). Pings a server that has sent nothing for half of the timeout. A server
 * whose input is paused because it does not read its responses does not count as silent.
 *
 * <p>Many servers do not respond to a client's ping. Each server is pinged once, and not again if
 * it does not respond: then no timer is left. Receiving schedules nothing; the timer checks at its
 * deadline what was received meanwhile.
 */
final class SilenceWatchdog extends ChannelDuplexHandler {

    /** Part of the timeout after which a server is pinged for the first time. */
    private static final int FIRST_PING_PART = 8;

    /**
     * Part of the timeout at whose multiples pings are sent, so that a loop wakes once for many.
     */
    private static final int PING_STEP_PART = 16;

    private final long timeoutNanos;
    private final Consumer<RtmpClientException> onGone;
    private final LongSupplier nanoTime;
    private @Nullable ScheduledFuture<?> timer;
    private long lastReadNanos;

    /**
     * Creates a watchdog that starts when the handshake is done.
     *
     * @param timeout time in which a server that responds to pings sends nothing
     * @param onGone receives the reason once
     * @param nanoTime clock in nanoseconds
     */
    SilenceWatchdog(Duration timeout, Consumer<RtmpClientException> onGone, LongSupplier nanoTime) {
        this.timeoutNanos = timeout.toNanos();
        this.onGone = onGone;
        this.nanoTime = nanoTime;
        this.lastReadNanos = nanoTime.getAsLong();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeHandler.Done) {
            schedule(ctx, () -> ping(ctx), timeoutNanos / FIRST_PING_PART);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof RtmpMessage rtmp && rtmp.payload() instanceof PingResponse) {
            scheduleCheck(ctx, timeoutNanos / 2);
        }
        ctx.fireChannelRead(message);
    }

    /** Called after bytes were received, and when reading is resumed after a pause. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        lastReadNanos = nanoTime.getAsLong();
        ctx.read();
    }

    private void check(ChannelHandlerContext ctx) {
        long silence = silentNanos(ctx);
        if (silence >= timeoutNanos) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(timeoutNanos);
            String text = "the server answered no ping for " + seconds + " s";
            onGone.accept(new RtmpClientException(Kind.TIMEOUT, text));
        } else if (silence >= timeoutNanos / 2) {
            schedule(ctx, () -> check(ctx), timeoutNanos - silence);
            ping(ctx);
        } else {
            scheduleCheck(ctx, timeoutNanos / 2 - silence);
        }
    }

    /** Schedules a check that pings, together with the checks of other connections. */
    private void scheduleCheck(ChannelHandlerContext ctx, long nanos) {
        long due = nanoTime.getAsLong() + nanos;
        long wait = Math.floorMod(-due, timeoutNanos / PING_STEP_PART);
        schedule(ctx, () -> check(ctx), nanos + wait);
    }

    private long silentNanos(ChannelHandlerContext ctx) {
        return ctx.channel().config().isAutoRead() ? nanoTime.getAsLong() - lastReadNanos : 0;
    }

    private void ping(ChannelHandlerContext ctx) {
        int now = (int) TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
        ctx.writeAndFlush(RtmpMessage.of(new PingRequest(now)), ctx.voidPromise());
    }

    private void schedule(ChannelHandlerContext ctx, Runnable task, long nanos) {
        cancel();
        timer = ctx.executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }
}

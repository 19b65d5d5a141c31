package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.PingResponse;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Detector of servers that are gone without closing the connection: a server that reads none of the
 * bytes that wait for it, or that no longer responds to pings (section 7.1.7). Checks a few times
 * within the timeouts and does nothing per frame. A server whose input is paused because it does
 * not read its responses does not count as silent.
 *
 * <p>Many servers do not respond to a client's ping. Each server is pinged once, and not again if
 * it does not respond.
 */
final class Watchdog extends ChannelInboundHandlerAdapter {

    /** Progress of the socket with the bytes that wait; equal values mean that none were taken. */
    private record Progress(int message, long bytes) {

        static @Nullable Progress of(ChannelHandlerContext ctx) {
            ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
            return waiting == null || waiting.isEmpty()
                    ? null
                    : new Progress(
                            System.identityHashCode(waiting.current()), waiting.currentProgress());
        }
    }

    private enum Pings {
        NOT_SENT,
        SENT,
        ANSWERED,
        NEVER_ANSWERED
    }

    private final LivenessTimeouts timeouts;
    private final Consumer<RtmpClientException> onGone;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Progress last;
    private Pings pings = Pings.NOT_SENT;
    private long stalledChecks;
    private long silentChecks;
    private long pingChecks;

    /**
     * Creates a watchdog that starts when the handshake is done.
     *
     * @param onGone receives the reason once
     */
    Watchdog(LivenessTimeouts timeouts, Consumer<RtmpClientException> onGone) {
        this.timeouts = timeouts;
        this.onGone = onGone;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeHandler.Done) {
            long millis = timeouts.checkMillis();
            timer =
                    ctx.executor()
                            .scheduleAtFixedRate(
                                    () -> check(ctx), millis, millis, TimeUnit.MILLISECONDS);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        silentChecks = 0;
        if (message instanceof RtmpMessage rtmp && rtmp.payload() instanceof PingResponse) {
            pings = Pings.ANSWERED;
        }
        ctx.fireChannelRead(message);
    }

    private void check(ChannelHandlerContext ctx) {
        Progress now = Progress.of(ctx);
        stalledChecks = now != null && now.equals(last) ? stalledChecks + 1 : 0;
        last = now;
        silentChecks = ctx.channel().config().isAutoRead() ? silentChecks + 1 : 0;
        pingChecks++;
        if (stalledChecks >= timeouts.stalledChecks()) {
            end("the server took no bytes for " + timeouts.stalled().toSeconds() + " s");
        } else if (pings == Pings.ANSWERED && silentChecks > timeouts.silentChecks()) {
            end("the server answered no ping for " + timeouts.silent().toSeconds() + " s");
        } else {
            ping(ctx);
        }
    }

    private void ping(ChannelHandlerContext ctx) {
        switch (pings) {
            case NOT_SENT -> {
                pings = Pings.SENT;
                sendPing(ctx);
            }
            case SENT -> {
                if (pingChecks > timeouts.silentChecks()) {
                    pings = Pings.NEVER_ANSWERED;
                }
            }
            case ANSWERED -> {
                boolean due = pingChecks > timeouts.silentChecks() / 2;
                if (due && silentChecks > timeouts.silentChecks() / 2) {
                    sendPing(ctx);
                }
            }
            case NEVER_ANSWERED -> {}
        }
    }

    private void sendPing(ChannelHandlerContext ctx) {
        pingChecks = 0;
        int now = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        ctx.writeAndFlush(RtmpMessage.of(new PingRequest(now)), ctx.voidPromise());
    }

    private void end(String why) {
        stop();
        onGone.accept(new RtmpClientException(Kind.TIMEOUT, why));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}

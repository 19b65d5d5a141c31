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
 * Ends a connection whose server is gone though nothing says so: one that takes none of the bytes
 * that wait for it, or that no longer answers pings (section 7.1.7). It looks a few times in the
 * time a server has, and counts; nothing is done for each frame. A server that is not read because
 * it does not read its answers is not silent.
 *
 * <p>Many servers answer no ping of a client. Each is asked once, and one that does not answer is
 * not asked again.
 */
final class Watchdog extends ChannelInboundHandlerAdapter {

    /** How far the socket has come with what waits; equal means that it has taken nothing. */
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
        NOT_ASKED,
        ASKED,
        ANSWERED,
        NEVER_ANSWERED
    }

    private final LivenessTimeouts patience;
    private final Consumer<RtmpClientException> gone;
    private @Nullable ScheduledFuture<?> looks;
    private @Nullable Progress last;
    private Pings pings = Pings.NOT_ASKED;
    private long stalledLooks;
    private long silentLooks;
    private long pingLooks;

    /**
     * A watchdog that begins with the end of the handshake.
     *
     * @param gone hears once why the server counts as gone
     */
    Watchdog(LivenessTimeouts patience, Consumer<RtmpClientException> gone) {
        this.patience = patience;
        this.gone = gone;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeHandler.Done) {
            long look = patience.lookMillis();
            looks =
                    ctx.executor()
                            .scheduleAtFixedRate(
                                    () -> look(ctx), look, look, TimeUnit.MILLISECONDS);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        silentLooks = 0;
        if (message instanceof RtmpMessage rtmp && rtmp.payload() instanceof PingResponse) {
            pings = Pings.ANSWERED;
        }
        ctx.fireChannelRead(message);
    }

    private void look(ChannelHandlerContext ctx) {
        Progress now = Progress.of(ctx);
        stalledLooks = now != null && now.equals(last) ? stalledLooks + 1 : 0;
        last = now;
        silentLooks = ctx.channel().config().isAutoRead() ? silentLooks + 1 : 0;
        pingLooks++;
        if (stalledLooks >= patience.stalledLooks()) {
            end("the server took no bytes for " + patience.stalled().toSeconds() + " s");
        } else if (pings == Pings.ANSWERED && silentLooks > patience.silentLooks()) {
            end("the server answered no ping for " + patience.silent().toSeconds() + " s");
        } else {
            ping(ctx);
        }
    }

    private void ping(ChannelHandlerContext ctx) {
        switch (pings) {
            case NOT_ASKED -> {
                pings = Pings.ASKED;
                sendPing(ctx);
            }
            case ASKED -> {
                if (pingLooks > patience.silentLooks()) {
                    pings = Pings.NEVER_ANSWERED;
                }
            }
            case ANSWERED -> {
                boolean due = pingLooks > patience.silentLooks() / 2;
                if (due && silentLooks > patience.silentLooks() / 2) {
                    sendPing(ctx);
                }
            }
            case NEVER_ANSWERED -> {}
        }
    }

    private void sendPing(ChannelHandlerContext ctx) {
        pingLooks = 0;
        int now = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        ctx.writeAndFlush(RtmpMessage.of(new PingRequest(now)), ctx.voidPromise());
    }

    private void end(String why) {
        stop();
        gone.accept(new RtmpClientException(Kind.TIMEOUT, why));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    private void stop() {
        if (looks != null) {
            looks.cancel(false);
        }
    }
}

package io.multiconnection.rtmp;

import io.multiconnection.rtmp.MessagePayload.Abort;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.PingResponse;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Handler of the protocol control messages (section 5.4): acknowledges received bytes, responds to
 * pings, announces and obeys window sizes. These messages are not passed on.
 *
 * <p>Nothing is sent before the application's first message, which is preceded by the own window
 * size, because a server sends nothing before {@code connect}. An acknowledgement is sent for each
 * half of the peer's window, so that a peer which waits at the end of its window never has to.
 *
 * <p>A peer that sends pings and does not read costs no memory: while the channel is not writable,
 * only the latest response of each kind is kept.
 */
public final class ControlHandler extends ChannelDuplexHandler {

    /** Window that Flash Media Server announces, in bytes. */
    public static final int DEFAULT_WINDOW = 2_500_000;

    private final ByteCounter counter;
    private int window;
    private boolean hasWritten;
    private boolean announceWindow = true;
    private LimitType lastLimit = LimitType.SOFT;
    private int peerWindow = DEFAULT_WINDOW;
    private long acknowledged;
    private int acknowledgedByPeer;
    private @Nullable PingRequest ping;

    /**
     * Creates the handler of one connection.
     *
     * @param counter counts this connection's bytes
     * @param window bytes sent before an acknowledgement is expected; unsigned
     */
    public ControlHandler(ByteCounter counter, int window) {
        this.counter = counter;
        this.window = window;
    }

    /** Returns the total that the peer acknowledged last; unsigned, wraps after 4 GiB. */
    public int acknowledgedByPeer() {
        return acknowledgedByPeer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof RtmpMessage rtmp) || !isControl(rtmp.payload())) {
            ctx.fireChannelRead(message);
        }
    }

    /** Consumes a control message; returns false for any other message. */
    private boolean isControl(MessagePayload payload) {
        return switch (payload) {
            case Acknowledgement(int sequenceNumber) -> {
                acknowledgedByPeer = sequenceNumber;
                yield true;
            }
            case WindowAcknowledgementSize(int size) -> {
                peerWindow = size;
                yield true;
            }
            case SetPeerBandwidth(int size, LimitType limitType) -> {
                limit(size, limitType);
                yield true;
            }
            case PingRequest request -> {
                ping = request;
                yield true;
            }
            case SetChunkSize _, Abort _, UserControl _, Command _, Data _ -> false;
            case SharedObjectMessage _, Audio _, Video _, Aggregate _, Unknown _ -> false;
            case Unreadable _, UnreadableCommand _ -> false;
        };
    }

    private void limit(int size, LimitType limitType) {
        int limited =
                switch (limitType) {
                    case HARD -> size;
                    case SOFT -> Integer.compareUnsigned(size, window) < 0 ? size : window;
                    case DYNAMIC -> lastLimit == LimitType.HARD ? size : window;
                };
        if (limitType != LimitType.DYNAMIC) {
            lastLimit = limitType;
        }
        announceWindow |= limited != window;
        window = limited;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        respond(ctx);
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        respond(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (hasWritten || !(message instanceof RtmpMessage)) {
            ctx.write(message, promise);
        } else {
            hasWritten = true;
            announceWindow(ctx);
            ctx.write(message, promise);
            respond(ctx);
        }
    }

    private void announceWindow(ChannelHandlerContext ctx) {
        announceWindow = false;
        ctx.write(RtmpMessage.of(new WindowAcknowledgementSize(window)));
    }

    private void respond(ChannelHandlerContext ctx) {
        if (!hasWritten || !ctx.channel().isWritable()) {
            return;
        }
        if (announceWindow) {
            announceWindow(ctx);
            ctx.flush();
        }
        if (ping != null) {
            PingResponse pong = new PingResponse(ping.timestamp());
            ping = null;
            send(ctx, pong);
        }
        long received = counter.received();
        if (received - acknowledged > Integer.toUnsignedLong(peerWindow) / 2) {
            acknowledged = received;
            send(ctx, new Acknowledgement((int) received));
        }
    }

    private static void send(ChannelHandlerContext ctx, MessagePayload payload) {
        ctx.writeAndFlush(RtmpMessage.of(payload));
    }
}

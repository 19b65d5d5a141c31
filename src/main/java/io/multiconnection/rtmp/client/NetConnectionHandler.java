package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.AggregateReader;
import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Abort;
import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SetChunkSize;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Unknown;
import io.multiconnection.rtmp.MessagePayload.Unreadable;
import io.multiconnection.rtmp.MessagePayload.UnreadableCommand;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.UnreadableReason;
import io.multiconnection.rtmp.UserControl;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Last handler of the pipeline. Passes messages, errors and the end of the channel to a {@link
 * NetConnection}.
 */
final class NetConnectionHandler extends SimpleChannelInboundHandler<RtmpMessage> {

    private static final Logger LOG = System.getLogger(NetConnectionHandler.class.getName());

    private final NetConnection connection;
    private final IncomingMessages incoming;
    private final Runnable onHandshake;
    private final RtmpLimits limits;
    private boolean failed;

    NetConnectionHandler(NetConnection connection, Runnable onHandshake, RtmpLimits limits) {
        this.connection = connection;
        this.incoming = connection.incoming();
        this.onHandshake = onHandshake;
        this.limits = limits;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeHandler.Done(boolean signed)) {
            LOG.log(
                    Level.DEBUG,
                    "{0}: RTMP handshake done, signed by the server: {1}",
                    server(ctx.channel()),
                    signed,
                    ChannelSubject.of(ctx.channel()));
            onHandshake.run();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, RtmpMessage message) {
        if (!failed) {
            take(message);
        }
    }

    private void take(RtmpMessage message) {
        switch (message.payload()) {
            case Command command -> incoming.received(message.messageStreamId(), command);
            case Audio _, Video _, Data _ -> incoming.received(message);
            case Aggregate aggregate -> split(message, aggregate);
            case UnreadableCommand command -> incoming.received(command);
            case Unreadable(int typeId, UnreadableReason reason) ->
                    incoming.unreadable(typeId, reason);
            case StreamEof eof -> incoming.received(eof);
            case SetChunkSize _, Abort _, Acknowledgement _, UserControl _ -> {}
            case WindowAcknowledgementSize _, SetPeerBandwidth _ -> {}
            case SharedObjectMessage objects -> incoming.received(objects);
            case Unknown _ -> {}
        }
    }

    private void split(RtmpMessage message, Aggregate aggregate) {
        List<RtmpMessage> parts =
                AggregateReader.read(
                        message.timestamp(), message.messageStreamId(), aggregate, limits);
        try {
            parts.forEach(this::take);
        } finally {
            parts.forEach(RtmpMessage::release);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.lost(new RtmpClientException(Kind.LOST, "the server closed the connection"));
    }

    /**
     * Ends the connection, later: Netty reports a failed write from within the call of write, whose
     * caller must not be called back.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!failed) {
            failed = true;
            RtmpClientException fault =
                    ConnectionFailure.fault(
                            cause, server(ctx.channel()), ChannelSubject.of(ctx.channel()));
            ctx.executor().execute(() -> connection.lost(fault));
        }
    }

    private static String server(Channel channel) {
        return "the server at " + channel.remoteAddress();
    }
}

package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfException;
import io.multiconnection.rtmp.AggregateReader;
import io.multiconnection.rtmp.Damage;
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
import io.multiconnection.rtmp.RtmpProtocolException;
import io.multiconnection.rtmp.UserControl;
import io.multiconnection.rtmp.UserControl.StreamEof;
import io.multiconnection.rtmp.client.RtmpFault.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last handler of the pipeline: tells a {@link NetConnection} what its channel says. */
final class NetConnectionHandler extends SimpleChannelInboundHandler<RtmpMessage> {

    private final NetConnection connection;
    private final Runnable onHandshake;
    private final RtmpLimits limits;
    private boolean failed;

    NetConnectionHandler(NetConnection connection, Runnable onHandshake, RtmpLimits limits) {
        this.connection = connection;
        this.onHandshake = onHandshake;
        this.limits = limits;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeHandler.Done) {
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
            case Command command -> connection.received(message.messageStreamId(), command);
            case Audio _, Video _, Data _ -> connection.received(message);
            case Aggregate aggregate -> takeApart(message, aggregate);
            case UnreadableCommand command -> connection.received(command);
            case Unreadable(int typeId, Damage damage) -> connection.unreadable(typeId, damage);
            case StreamEof eof -> connection.received(eof);
            case SetChunkSize _, Abort _, Acknowledgement _, UserControl _ -> {}
            case WindowAcknowledgementSize _, SetPeerBandwidth _ -> {}
            case SharedObjectMessage objects -> connection.received(objects);
            case Unknown _ -> {}
        }
    }

    private void takeApart(RtmpMessage message, Aggregate aggregate) {
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
        connection.lost(new RtmpFault(Kind.LOST, "the server closed the connection"));
    }

    /**
     * Ends the connection. A write that fails is told of while it is called; its caller must not be
     * called back.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!failed) {
            failed = true;
            RtmpFault fault = fault(ctx.channel(), cause);
            ctx.executor().execute(() -> connection.lost(fault));
        }
    }

    private static RtmpFault fault(Channel channel, Throwable cause) {
        return switch (cause) {
            case RtmpProtocolException broken -> protocol(broken);
            case DecoderException wrapping -> wrapped(channel, wrapping, wrapping.getCause());
            case AmfException unspeakable -> protocol(unspeakable);
            case IOException broken ->
                    new RtmpFault(
                            Kind.LOST,
                            "the connection broke off: " + broken.getMessage(),
                            "the connection broke off");
            default -> UnexpectedFailure.fault(server(channel), cause);
        };
    }

    /** Netty wraps what its decoders throw; nobody has foreseen what is none of these. */
    private static RtmpFault wrapped(
            Channel channel, DecoderException wrapping, @Nullable Throwable inner) {
        if (inner == null || inner instanceof AmfException || inner instanceof IOException) {
            return protocol(wrapping);
        }
        return UnexpectedFailure.fault(server(channel), inner);
    }

    private static RtmpFault protocol(Throwable cause) {
        return new RtmpFault(
                Kind.PROTOCOL,
                String.valueOf(cause.getMessage()),
                "the server does not speak RTMP as expected");
    }

    private static String server(Channel channel) {
        return "the server at " + channel.remoteAddress();
    }
}

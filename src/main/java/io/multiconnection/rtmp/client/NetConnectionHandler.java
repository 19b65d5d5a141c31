package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.client.RtmpFault.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;

/** The last handler of the pipeline: tells a {@link NetConnection} what its channel says. */
final class NetConnectionHandler extends SimpleChannelInboundHandler<RtmpMessage> {

    private final NetConnection connection;
    private final Runnable onHandshake;

    NetConnectionHandler(NetConnection connection, Runnable onHandshake) {
        this.connection = connection;
        this.onHandshake = onHandshake;
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
        if (message.payload() instanceof Command command) {
            connection.received(message.messageStreamId(), command);
        } else if (message.payload() instanceof Data data) {
            connection.received(message.messageStreamId(), data);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.lost(new RtmpFault(Kind.LOST, "the server closed the connection"));
    }

    /** A write that fails is told of while it is called; its caller must not be called back. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        RtmpFault fault = fault(cause);
        ctx.executor().execute(() -> connection.lost(fault));
    }

    private static RtmpFault fault(Throwable cause) {
        return cause instanceof DecoderException
                ? new RtmpFault(Kind.PROTOCOL, String.valueOf(cause.getMessage()))
                : new RtmpFault(Kind.LOST, "the connection broke off: " + cause.getMessage());
    }
}

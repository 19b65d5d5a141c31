package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.MessagePayload.Command;
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
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.lost(new RtmpFault(Kind.LOST, "the server closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Kind kind = cause instanceof DecoderException ? Kind.PROTOCOL : Kind.LOST;
        connection.lost(new RtmpFault(kind, String.valueOf(cause.getMessage())));
    }
}

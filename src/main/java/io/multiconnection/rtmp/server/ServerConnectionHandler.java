package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.AggregateReader;
import io.multiconnection.rtmp.MessagePayload.Aggregate;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.RtmpMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Last handler of the pipeline. Passes messages and events of the channel to a {@link
 * ServerConnection}.
 */
final class ServerConnectionHandler extends SimpleChannelInboundHandler<RtmpMessage> {

    /** User event that is fired, from any thread, when the server closes. */
    record Shutdown() {}

    private static final Logger LOG = System.getLogger(ServerConnectionHandler.class.getName());

    private final ServerConnection connection;
    private final RtmpLimits limits;

    ServerConnectionHandler(ServerConnection connection, RtmpLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, RtmpMessage message) {
        if (message.payload() instanceof Aggregate aggregate) {
            split(message, aggregate);
        } else {
            connection.received(message);
        }
    }

    private void split(RtmpMessage message, Aggregate aggregate) {
        List<RtmpMessage> parts =
                AggregateReader.read(
                        message.timestamp(), message.messageStreamId(), aggregate, limits);
        try {
            parts.forEach(connection::received);
        } finally {
            parts.forEach(RtmpMessage::release);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case IdleStateEvent idle -> connection.idle(idle.isFirst());
            case Shutdown _ ->
                    connection.close(
                            ServerNetStatus.status(
                                    "NetConnection.Connect.AppShutdown",
                                    "The server is shutting down."));
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    /** Reports writability, later because this may be called from within a write. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            ctx.executor().execute(connection::writable);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.lost();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean fromPeer = cause instanceof DecoderException || cause instanceof IOException;
        LOG.log(fromPeer ? Level.DEBUG : Level.WARNING, "closes " + ctx.channel(), cause);
        var _ = ctx.close();
    }
}

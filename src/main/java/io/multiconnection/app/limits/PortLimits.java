package io.multiconnection.app.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;

/**
 * Handler of all listening channels: applies the connection limits of the public port, or those of
 * the management port, so that probes are answered however many clients are connected.
 */
@Sharable
final class PortLimits extends ChannelInboundHandlerAdapter {

    private final ConnectionLimits clients;
    private final ConnectionLimits management;
    private final IntSupplier managementPort;

    /**
     * Creates a handler.
     *
     * @param managementPort asked for each connection: the port may be known only after the start
     */
    PortLimits(ConnectionLimits clients, ConnectionLimits management, IntSupplier managementPort) {
        this.clients = clients;
        this.management = management;
        this.managementPort = managementPort;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        (isManagement(accepted) ? management : clients).channelRead(ctx, accepted);
    }

    private boolean isManagement(Object accepted) {
        return accepted instanceof Channel connection
                && connection.localAddress() instanceof InetSocketAddress local
                && local.getPort() == managementPort.getAsInt();
    }
}

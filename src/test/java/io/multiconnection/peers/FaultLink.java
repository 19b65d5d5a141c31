package io.multiconnection.peers;

import io.multiconnection.peers.FaultProxy.Way;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;

/**
 * Connection through a {@link FaultProxy}: both ends, and a lane in each direction. On its loop.
 */
final class FaultLink {

    private final FaultProxy proxy;
    private final SocketChannel client;
    private final SocketChannel server;
    private final FaultLane toServer;
    private final FaultLane toClient;

    /** Starts forwarding when {@code server} is connected. */
    FaultLink(FaultProxy proxy, SocketChannel client, SocketChannel server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        toServer = new FaultLane(proxy, Way.TO_SERVER, client, server, this::laneEnded);
        toClient = new FaultLane(proxy, Way.TO_CLIENT, server, client, this::laneEnded);
        client.pipeline().addLast(toServer, new Fate());
        server.pipeline().addLast(toClient, new Fate());
        client.closeFuture().addListener(_ -> closed());
        server.closeFuture().addListener(_ -> closed());
    }

    FaultLane lane(Way way) {
        return way == Way.TO_SERVER ? toServer : toClient;
    }

    long heldBytes() {
        return toServer.heldBytes() + toClient.heldBytes();
    }

    private void laneEnded() {
        if (toServer.hasEnded() && toClient.hasEnded()) {
            close();
        }
    }

    void close() {
        client.close();
        server.close();
    }

    /** Marks both ends first, because closing one closes the other. */
    void reset() {
        lingerNot(client);
        lingerNot(server);
        close();
    }

    private static void lingerNot(SocketChannel end) {
        if (end.isOpen()) {
            end.config().setSoLinger(0);
        }
    }

    /** Closes the other end when one is closed. */
    private void closed() {
        toServer.drop();
        toClient.drop();
        close();
        if (!client.isOpen() && !server.isOpen()) {
            proxy.ended(this);
        }
    }

    /** Applies the end of one side to the other. */
    private final class Fate extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (client.isActive() && server.isActive()) {
                toServer.goOn();
                toClient.goOn();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            reset();
        }
    }
}

package io.multiconnection.app.websocket;

import io.multiconnection.CountedBuffers;
import io.multiconnection.gateway.MemoryChannel;
import io.multiconnection.gateway.MemoryServer;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * Server in memory that answers until the stream is published, and then counts the bytes that it
 * receives without reading them.
 */
final class CountingServer implements MemoryChannel.Peer {

    private final MemoryServer server = new MemoryServer(new CountedBuffers(), _ -> {});
    private boolean counts;
    private long receivedBytes;

    /** Starts to count. */
    void count() {
        counts = true;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    @Override
    public boolean connected(MemoryChannel channel, InetSocketAddress address) {
        return server.connected(channel, address);
    }

    @Override
    public void received(ByteBuf bytes) {
        if (counts) {
            receivedBytes += bytes.readableBytes();
            bytes.release();
        } else {
            server.received(bytes);
        }
    }

    @Override
    public void closed() {
        server.closed();
    }
}

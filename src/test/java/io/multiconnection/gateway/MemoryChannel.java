package io.multiconnection.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Client end of a connection in memory, on any event loop. An EmbeddedChannel would run the tasks
 * of its loop within a write, and cancel the timers of all when it is closed.
 */
public final class MemoryChannel extends AbstractChannel {

    /** The other end. */
    public interface Peer {

        /** Returns whether it takes bytes now; {@link #flush} sends what it did not take. */
        default boolean reads() {
            return true;
        }

        /** Returns whether it accepts the connection. */
        boolean connected(MemoryChannel channel, InetSocketAddress address);

        /** Takes bytes, which the peer releases. */
        void received(ByteBuf bytes);

        void closed();
    }

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final ChannelConfig config =
            new DefaultChannelConfig(this) {
                @Override
                public <T> boolean setOption(ChannelOption<T> option, T value) {
                    return option.equals(ChannelOption.TCP_NODELAY)
                            || super.setOption(option, value);
                }
            };
    private final Peer peer;
    private boolean open = true;
    private boolean connected;
    private int writes;

    public MemoryChannel(Peer peer, ByteBufAllocator allocator) {
        super(null);
        this.peer = peer;
        config.setAllocator(allocator);
    }

    /** Takes bytes from the peer; releases them if it is closed. */
    void receive(ByteBuf bytes) {
        eventLoop()
                .execute(
                        () -> {
                            if (connected) {
                                pipeline().fireChannelRead(bytes).fireChannelReadComplete();
                            } else {
                                bytes.release();
                            }
                        });
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                if (!promise.setUncancellable() || !ensureOpen(promise)) {
                    return;
                }
                if (!peer.connected(MemoryChannel.this, (InetSocketAddress) remote)) {
                    promise.tryFailure(new ConnectException("refused"));
                    closeIfClosed();
                    return;
                }
                connected = true;
                promise.trySuccess();
                pipeline().fireChannelActive();
            }
        };
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        writes++;
        for (Object message = in.current();
                message != null && peer.reads();
                message = in.current()) {
            ByteBuf bytes = ((ByteBuf) message).retain();
            in.remove();
            peer.received(bytes);
        }
    }

    /** Returns the number of writes: each would be at least one system call of a socket. */
    public int writes() {
        return writes;
    }

    @Override
    protected void doClose() {
        open = false;
        if (connected) {
            connected = false;
            peer.closed();
        }
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return new InetSocketAddress(0);
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return new InetSocketAddress(0);
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBeginRead() {}

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return connected;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }
}

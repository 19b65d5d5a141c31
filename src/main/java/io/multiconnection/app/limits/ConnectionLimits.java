package io.multiconnection.app.limits;

import io.multiconnection.app.limits.RefusalCounter.Limit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Handler of a listening channel: closes connections over a limit as soon as they are accepted,
 * before anything is allocated for them, and adds a {@link RequestTimeoutHandler} to the others.
 * Counts connections until they are closed.
 */
@Sharable
public final class ConnectionLimits extends ChannelInboundHandlerAdapter {

    /** Addresses with their own rate of new connections; further ones share one. */
    public static final int MAX_ADDRESSES = 1 << 16;

    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final AddressCounter perAddress;
    private final AddressRate fresh;
    private final Function<InetAddress, ClientAddress> keys;
    private final RequestTimeouts timeouts;
    private final Consumer<Limit> refused;
    private final LongSupplier nanoTime;

    /**
     * Creates a handler with its limits.
     *
     * @param max open connections in total
     * @param fresh rate of new connections by address
     * @param keys maps the address of a peer to its key
     * @param refused receives the limit that a connection exceeded
     */
    ConnectionLimits(
            int max,
            AddressCounter perAddress,
            AddressRate fresh,
            Function<InetAddress, ClientAddress> keys,
            RequestTimeouts timeouts,
            Consumer<Limit> refused,
            LongSupplier nanoTime) {
        this.max = max;
        this.perAddress = perAddress;
        this.fresh = fresh;
        this.keys = keys;
        this.timeouts = timeouts;
        this.refused = refused;
        this.nanoTime = nanoTime;
    }

    /** Returns the number of open connections. */
    int open() {
        return open.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (accepted instanceof Channel connection) {
            ClientAddress address = key(connection);
            if (!enter(address)) {
                connection.unsafe().closeForcibly(); // not registered on an event loop yet
                return;
            }
            connection.closeFuture().addListener(_ -> leave(address));
            connection.pipeline().addLast(new RequestTimeoutHandler(timeouts));
        }
        ctx.fireChannelRead(accepted);
    }

    private ClientAddress key(Channel connection) {
        return connection.remoteAddress() instanceof InetSocketAddress peer
                ? keys.apply(peer.getAddress())
                : ClientAddress.EXEMPT; // a Unix domain socket
    }

    private boolean enter(ClientAddress address) {
        if (open.incrementAndGet() > max) {
            return refuse(Limit.CONNECTIONS);
        }
        if (fresh.take(address, nanoTime.getAsLong()).compareTo(Duration.ZERO) > 0) {
            return refuse(Limit.NEW_CONNECTIONS_PER_SECOND);
        }
        if (!perAddress.enter(address)) {
            return refuse(Limit.CONNECTIONS_PER_ADDRESS);
        }
        return true;
    }

    private boolean refuse(Limit limit) {
        open.decrementAndGet();
        refused.accept(limit);
        return false;
    }

    private void leave(ClientAddress address) {
        open.decrementAndGet();
        perAddress.leave(address);
    }
}

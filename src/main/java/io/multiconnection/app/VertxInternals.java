package io.multiconnection.app;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The one place that reaches below Vert.x's public API: RTMP channels live on the event loop of
 * their session's WebSocket (ADR 0002), and share its transport and its resolver.
 */
final class VertxInternals {

    /** What the system may hold of a connection's bytes, besides those that are on their way. */
    private static final int UNSENT_BYTES = 128 << 10;

    private VertxInternals() {}

    /** The event loop of the connection whose callback this is called in. */
    static EventLoop eventLoop() {
        Context context = Objects.requireNonNull(Vertx.currentContext(), "not in a callback");
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** The channel of a request's connection. */
    static Channel channel(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel();
    }

    /** One of Vert.x's event loops, for what belongs to no connection. */
    static EventLoop anyEventLoop(Vertx vertx) {
        return ((VertxInternal) vertx).getEventLoopGroup().next();
    }

    /** Runs a task for each channel that Vert.x listens on, on that channel's event loop. */
    static void forServers(Vertx vertx, Consumer<Channel> task) {
        ((VertxInternal) vertx)
                .getAcceptorEventLoopGroup()
                .forEach(
                        executor -> {
                            SingleThreadEventLoop loop = (SingleThreadEventLoop) executor;
                            loop.execute(() -> servers(loop).forEach(task));
                        });
    }

    private static List<Channel> servers(SingleThreadEventLoop loop) {
        List<Channel> servers = new ArrayList<>();
        loop.registeredChannelsIterator()
                .forEachRemaining(
                        channel -> {
                            if (channel instanceof ServerChannel) {
                                servers.add(channel);
                            }
                        });
        return servers;
    }

    /** Client channels of the transport that Vert.x's event loops run. */
    static ChannelFactory<? extends Channel> channels(Vertx vertx) {
        ChannelFactory<? extends Channel> channels =
                ((VertxInternal) vertx).transport().channelFactory(false);
        return () -> withShallowBuffer(channels.newChannel());
    }

    /**
     * Linux would take megabytes of a slow server's queue, out of sight. Others have no such
     * option.
     */
    private static Channel withShallowBuffer(Channel channel) {
        if (channel instanceof EpollSocketChannel epoll) {
            epoll.config().setTcpNotSentLowAt(UNSENT_BYTES);
        }
        return channel;
    }

    /** Vert.x's asynchronous resolver. */
    static AddressResolverGroup<InetSocketAddress> resolvers(Vertx vertx) {
        return ((VertxInternal) vertx).nettyAddressResolverGroup();
    }

    /** Closes a connection at once, whatever waits for its peer; of HTTP/2 the stream alone. */
    static void drop(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            drop(channel(request));
        }
    }

    /** Closes a channel at once, whatever waits for its peer. */
    static void drop(Channel channel) {
        // Vert.x's own handler would first wait until everything is written.
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    /** A buffer of these bytes, which are not copied and must not change. */
    static Buffer buffer(byte[] bytes) {
        return buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** A buffer of these bytes, which are not copied; nobody releases them. */
    @SuppressWarnings("deprecation") // the other ways to a Buffer copy
    static Buffer buffer(ByteBuf bytes) {
        return Buffer.buffer(bytes);
    }
}

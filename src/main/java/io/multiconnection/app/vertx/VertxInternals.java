package io.multiconnection.app.vertx;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Access below Vert.x's public API, which only this class uses: RTMP channels run on the event loop
 * of their session's WebSocket (ADR 0002), with its transport and resolver.
 */
public final class VertxInternals {

    private VertxInternals() {}

    /** Returns the event loop of the connection whose callback is running. */
    public static EventLoop eventLoop() {
        Context context = Objects.requireNonNull(Vertx.currentContext(), "not in a callback");
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** Returns the channel of a request's connection. */
    public static Channel channel(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel();
    }

    /** Returns one of Vert.x's event loops, for work that belongs to no connection. */
    public static EventLoop anyEventLoop(Vertx vertx) {
        return ((VertxInternal) vertx).getEventLoopGroup().next();
    }

    /** Returns all event loops. */
    public static List<EventExecutor> eventLoops(Vertx vertx) {
        List<EventExecutor> loops = new ArrayList<>();
        ((VertxInternal) vertx).getEventLoopGroup().forEach(loops::add);
        return loops;
    }

    /** Runs a task for each listening channel, on the channel's event loop. */
    public static void forServers(Vertx vertx, Consumer<Channel> task) {
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

    /** Returns a factory of client channels for the transport of Vert.x's event loops. */
    public static ChannelFactory<? extends Channel> channels(Vertx vertx) {
        return ((VertxInternal) vertx).transport().channelFactory(false);
    }

    /** Returns Vert.x's asynchronous resolver. */
    public static AddressResolverGroup<InetSocketAddress> resolvers(Vertx vertx) {
        return ((VertxInternal) vertx).nettyAddressResolverGroup();
    }

    /** Closes a connection at once and discards unsent bytes; resets the stream of HTTP/2. */
    public static void drop(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            drop(channel(request));
        }
    }

    /** Closes a channel at once and discards unsent bytes. */
    public static void drop(Channel channel) {
        // Bypasses Vert.x's handler, which waits until everything is written.
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    /**
     * Removes the idle timeout of HTTP ({@code quarkus.http.idle-timeout}) from a channel. It costs
     * each read of a WebSocket, whose pings keep it from ever being idle.
     */
    public static void removeIdleTimeout(Channel channel) {
        IdleStateHandler idle = channel.pipeline().get(IdleStateHandler.class);
        if (idle != null) {
            channel.pipeline().remove(idle);
        }
    }

    /** Gives a request the body that was read before. */
    public static void setBody(RoutingContext context, Buffer body) {
        ((RoutingContextInternal) context).setBody(body);
    }

    /** Wraps bytes, which must not change, without copying them. */
    public static Buffer buffer(byte[] bytes) {
        return buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** Wraps bytes without copying them. Vert.x does not release them. */
    @SuppressWarnings("deprecation") // other factory methods copy
    public static Buffer buffer(ByteBuf bytes) {
        return Buffer.buffer(bytes);
    }
}

package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.RtmpLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Shared settings of outgoing connections: resolver, transport, trust and rate limiter. One for all
 * sessions.
 *
 * @param tls present trust for rtmps; certificates must be valid for the host of the URL
 * @param limits bounds of each connection
 * @param liveness timeouts of servers that no longer respond
 * @param hosts limits the rate of connection attempts to each host
 * @param failures addresses that failed lately, which are tried last
 * @param plainHosts remembers hosts that reject the properties of Enhanced RTMP
 * @param nanoTime clock of the liveness timeouts
 */
public record Dialer(
        ChannelFactory<? extends Channel> channels,
        AddressResolverGroup<InetSocketAddress> resolvers,
        Supplier<SslContext> tls,
        RtmpLimits limits,
        LivenessTimeouts liveness,
        HostRateLimiter hosts,
        FailedAddresses failures,
        PlainHosts plainHosts,
        LongSupplier nanoTime) {

    /** Creates a dialer without remembered failures, whose trust does not change. */
    public Dialer(
            ChannelFactory<? extends Channel> channels,
            AddressResolverGroup<InetSocketAddress> resolvers,
            SslContext tls,
            RtmpLimits limits,
            LivenessTimeouts liveness,
            HostRateLimiter hosts) {
        this(channels, resolvers, () -> tls, limits, liveness, hosts, System::nanoTime);
    }

    /** Creates a dialer without remembered failures, with a replaceable clock. */
    public Dialer(
            ChannelFactory<? extends Channel> channels,
            AddressResolverGroup<InetSocketAddress> resolvers,
            Supplier<SslContext> tls,
            RtmpLimits limits,
            LivenessTimeouts liveness,
            HostRateLimiter hosts,
            LongSupplier nanoTime) {
        this(
                channels,
                resolvers,
                tls,
                limits,
                liveness,
                hosts,
                new FailedAddresses(nanoTime),
                new PlainHosts(nanoTime),
                nanoTime);
    }

    /** Resolves the host on {@code loop} to addresses in the order to try them. */
    Future<List<InetSocketAddress>> resolve(EventLoop loop, RtmpUrl url) {
        return resolvers
                .getResolver(loop)
                .resolveAll(InetSocketAddress.createUnresolved(url.host(), url.port()));
    }

    /** Dials one address; the channel stays on {@code loop}. */
    ChannelFuture dial(
            EventLoop loop, InetSocketAddress address, Duration timeout, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> SendBuffer.limit(channels.newChannel()))
                .disableResolver() // the address that was checked is the one that is dialled
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(handler)
                .connect(address);
    }

    /**
     * Returns the TLS handler of a connection to {@code url}. It sends the host's name and verifies
     * it.
     */
    SslHandler tlsHandler(Channel channel, RtmpUrl url, Duration timeout) {
        SSLEngine engine = tls.get().newEngine(channel.alloc(), url.host(), url.port());
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        return handler;
    }
}

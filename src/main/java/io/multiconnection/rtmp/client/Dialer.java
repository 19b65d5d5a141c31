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
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * How TCP connections are made: which resolver, which transport, which trust. Shared by all
 * sessions.
 *
 * @param tls the trust for rtmps; certificates must be valid for the name that was asked for
 * @param limits the bounds of each connection made
 * @param patience with servers that give no sign of life
 * @param hosts bounds how often each host is dialled
 * @param failures addresses that other attempts begin with no more
 * @param plainHosts remembers hosts that do not take Enhanced RTMP
 */
public record Dialer(
        ChannelFactory<? extends Channel> channels,
        AddressResolverGroup<InetSocketAddress> resolvers,
        SslContext tls,
        RtmpLimits limits,
        LivenessTimeouts patience,
        HostRateLimiter hosts,
        FailedAddresses failures,
        PlainHosts plainHosts) {

    /** Creates a dialer that knows of no failures yet. */
    public Dialer(
            ChannelFactory<? extends Channel> channels,
            AddressResolverGroup<InetSocketAddress> resolvers,
            SslContext tls,
            RtmpLimits limits,
            LivenessTimeouts patience,
            HostRateLimiter hosts) {
        this(
                channels,
                resolvers,
                tls,
                limits,
                patience,
                hosts,
                new FailedAddresses(System::nanoTime),
                new PlainHosts(System::nanoTime));
    }

    /** Resolves a name on {@code loop}; addresses come in the order to try them. */
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
                .channelFactory(channels)
                .disableResolver() // the address that was checked is the one that is dialled
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(handler)
                .connect(address);
    }

    /** The TLS end of a connection to {@code url}: sends its name and checks it. */
    SslHandler tlsHandler(Channel channel, RtmpUrl url, Duration timeout) {
        SSLEngine engine = tls.newEngine(channel.alloc(), url.host(), url.port());
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        return handler;
    }
}

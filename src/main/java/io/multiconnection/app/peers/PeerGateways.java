package io.multiconnection.app.peers;

import io.multiconnection.app.config.PeersConfig;
import io.multiconnection.app.http.HostPort;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.gateway.Peers;
import io.multiconnection.protocol.ResumeToken;
import io.netty.resolver.AddressResolverGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Gateways that are reached at their management interfaces, where {@link PeerRoutes} ends a
 * session. Only configured addresses are called, whatever a client's token contains.
 */
public final class PeerGateways implements Peers {

    /** Characters of the longest token that may be one of a gateway. */
    static final int MAX_TOKEN = 64;

    private static final int MAX_ADDRESSES = 64;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    /** Open connections to each gateway, and requests that wait for one. */
    private static final int CONNECTIONS = 16;

    private static final int WAITING_REQUESTS = 256;

    private final Vertx vertx;
    private final AddressResolverGroup<InetSocketAddress> resolvers;
    private final HttpClient http;
    private final List<HostPort> addresses;
    private final String self;
    private final Duration timeout;

    /**
     * Creates the gateways of a configuration that names some; {@link #close} ends them.
     *
     * @param port port of this gateway's management interface
     * @throws IllegalArgumentException if a setting is invalid
     */
    public PeerGateways(
            PeersConfig config,
            int port,
            Vertx vertx,
            AddressResolverGroup<InetSocketAddress> resolvers) {
        this.vertx = vertx;
        this.resolvers = resolvers;
        this.addresses =
                config.addresses().orElseThrow().stream().map(PeerGateways::withPort).toList();
        this.self = PeerId.of(new InetSocketAddress(self(config), port));
        this.timeout = config.timeout();
        if (addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    addresses.size() + " addresses, expected up to " + MAX_ADDRESSES);
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout " + timeout + ", expected 1 ms to " + MAX_TIMEOUT);
        }
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(Math.toIntExact(timeout.toMillis()))
                                .setMaxWaitQueueSize(WAITING_REQUESTS),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    private static HostPort withPort(String text) {
        HostPort address = HostPort.parse(text.strip());
        if (!address.hasPort()) {
            throw new IllegalArgumentException(
                    "addresses \"" + address + "\", expected host:port, the management interface");
        }
        return address;
    }

    private static InetAddress self(PeersConfig config) {
        String address = config.self().orElse("");
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "self \"%s\", expected the IP address of this gateway, because addresses is set"
                            .formatted(HostPort.shortened(address)),
                    e);
        }
    }

    @Override
    public String tokenSuffix() {
        return self;
    }

    @Override
    public CompletionStage<Void> release(ResumeToken token) {
        String text = token.text();
        if (text.length() <= PeerId.LENGTH || text.length() > MAX_TOKEN || text.endsWith(self)) {
            return Future.<Void>succeededFuture().toCompletionStage();
        }
        String id = text.substring(text.length() - PeerId.LENGTH);
        return Future.join(addresses.stream().map(it -> releaseAt(it, id, text)).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends the token to those addresses of a host whose identifier it contains. */
    private Future<Void> releaseAt(HostPort host, String id, String token) {
        return resolve(host)
                .compose(
                        found ->
                                Future.join(
                                        found.stream()
                                                .filter(address -> PeerId.of(address).equals(id))
                                                .map(address -> post(address, token))
                                                .toList()))
                .mapEmpty();
    }

    private Future<List<InetSocketAddress>> resolve(HostPort host) {
        String name = host.host().startsWith("[") ? literal(host.host()) : host.host();
        return Future.future(
                resolved ->
                        resolvers
                                .getResolver(VertxInternals.anyEventLoop(vertx))
                                .resolveAll(InetSocketAddress.createUnresolved(name, host.port()))
                                .addListener(
                                        (io.netty.util.concurrent.Future<List<InetSocketAddress>>
                                                        result) -> {
                                            if (result.isSuccess()) {
                                                resolved.complete(result.getNow());
                                            } else {
                                                resolved.fail(result.cause());
                                            }
                                        }));
    }

    private static String literal(String bracketed) {
        return bracketed.substring(1, bracketed.length() - 1);
    }

    private Future<Void> post(InetSocketAddress address, String token) {
        RequestOptions request =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost(address.getAddress().getHostAddress())
                        .setPort(address.getPort())
                        .setURI(PeerRoutes.RELEASE)
                        .setTimeout(timeout.toMillis());
        return http.request(request)
                .compose((HttpClientRequest made) -> made.send(token))
                .compose(HttpClientResponse::end);
    }

    /** Closes all connections. */
    public void close() {
        http.close();
    }
}

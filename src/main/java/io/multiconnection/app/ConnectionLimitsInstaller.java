package io.multiconnection.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.app.RefusalCounter.Limit;
import io.netty.channel.Channel;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;

/** Adds {@link ConnectionLimits} to the channels that listen for HTTP. */
@ApplicationScoped
public class ConnectionLimitsInstaller {

    private static final String NAME = "connection-limits";

    private final Vertx vertx;
    private final ConnectionLimits limits;

    ConnectionLimitsInstaller(
            GatewayConfig config,
            ClientAddresses clients,
            RefusalCounter refused,
            MeterRegistry registry,
            Vertx vertx) {
        this.vertx = vertx;
        this.limits = limits(config.limits(), clients, refused);
        registry.gauge("multiconnection.connections", limits, ConnectionLimits::open);
    }

    private static ConnectionLimits limits(
            AddressLimitsConfig config, ClientAddresses clients, RefusalCounter refused) {
        return new ConnectionLimits(
                ConfigErrors.inRange(
                        "multiconnection.limits.connections",
                        config.connections(),
                        1,
                        Integer.MAX_VALUE),
                ConfigErrors.withKey(
                        "multiconnection.limits.connections-per-address",
                        () -> new AddressCounter(config.connectionsPerAddress())),
                ConfigErrors.withKey(
                        "multiconnection.limits.new-connections-per-second",
                        () ->
                                new AddressRate(
                                        config.newConnectionsPerSecond(),
                                        ConnectionLimits.MAX_ADDRESSES,
                                        System.nanoTime())),
                clients::ofConnection,
                ConfigErrors.withKey(
                        "multiconnection.limits",
                        () ->
                                new RequestTimeouts(
                                        config.requestTime(),
                                        config.keepAlive(),
                                        () -> refused.count(Limit.REQUEST_TIME))),
                refused::count,
                System::nanoTime);
    }

    /** In development mode the server keeps listening over a reload. */
    void onStart(@Observes StartupEvent event) {
        install();
    }

    void onHttpStart(@ObservesAsync HttpServerStart event) {
        install();
    }

    void onHttpsStart(@ObservesAsync HttpsServerStart event) {
        install();
    }

    private void install() {
        VertxInternals.forServers(vertx, this::install);
    }

    private void install(Channel server) {
        if (server.pipeline().get(NAME) == null) {
            server.pipeline().addFirst(NAME, limits);
        }
    }

    void onShutdown(@Observes ShutdownEvent event) {
        VertxInternals.forServers(
                vertx,
                server -> {
                    if (server.pipeline().get(NAME) == limits) {
                        server.pipeline().remove(limits);
                    }
                });
    }
}

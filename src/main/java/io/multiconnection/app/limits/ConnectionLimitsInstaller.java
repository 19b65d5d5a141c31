package io.multiconnection.app.limits;

import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.app.config.AddressLimitsConfig;
import io.multiconnection.app.config.ConfigErrors;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.limits.RefusalCounter.Limit;
import io.multiconnection.app.vertx.ManagementPort;
import io.multiconnection.app.vertx.VertxInternals;
import io.netty.channel.Channel;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.net.InetAddress;
import java.util.function.Function;

/** Adds {@link ConnectionLimits} to the channels that listen for HTTP. */
@ApplicationScoped
public class ConnectionLimitsInstaller {

    private static final String NAME = "connection-limits";

    /** Open connections of the management port, which has no limits per address. */
    private static final int MANAGEMENT_CONNECTIONS = 256;

    private final Vertx vertx;
    private final PortLimits limits;

    ConnectionLimitsInstaller(
            GatewayConfig config,
            ClientAddresses clients,
            RefusalCounter refused,
            MeterRegistry registry,
            Vertx vertx,
            ManagementPort management) {
        this.vertx = vertx;
        ConnectionLimits ofClients =
                limits(
                        config.limits(),
                        ConfigErrors.inRange(
                                "multiconnection.limits.connections",
                                config.limits().connections(),
                                1,
                                Integer.MAX_VALUE),
                        clients::ofConnection,
                        refused);
        ConnectionLimits ofManagement =
                limits(config.limits(), MANAGEMENT_CONNECTIONS, _ -> ClientAddress.EXEMPT, refused);
        this.limits = new PortLimits(ofClients, ofManagement, management::get);
        registry.gauge("multiconnection.connections", ofClients, ConnectionLimits::open);
    }

    private static ConnectionLimits limits(
            AddressLimitsConfig config,
            int connections,
            Function<InetAddress, ClientAddress> keys,
            RefusalCounter refused) {
        return new ConnectionLimits(
                connections,
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
                keys,
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

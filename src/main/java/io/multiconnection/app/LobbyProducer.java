package io.multiconnection.app;

import static io.multiconnection.app.ConfigErrors.withKey;

import io.multiconnection.app.RoomsConfig.ReservationsConfig.Store;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rooms.AdmissionHook;
import io.multiconnection.rooms.DirectoryConfig;
import io.multiconnection.rooms.Lobby;
import io.multiconnection.rooms.LobbyConfig;
import io.multiconnection.rooms.MemoryReservations;
import io.multiconnection.rooms.Reservations;
import io.multiconnection.rooms.redis.RedisReservations;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.rtmp.client.WhiteSpace;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.PublicAddresses;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.RedisAPI;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the lobby from its configuration, opens it when the gateway starts, and closes it. */
@ApplicationScoped
public class LobbyProducer {

    /** How long masters and Redis may take to be left when the gateway shuts down. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final GatewayConfig config;
    private final Vertx vertx;
    private final EventLoop loop;
    private final Reservations reservations;

    LobbyProducer(GatewayConfig config, Vertx vertx, Instance<RedisAPI> redis) {
        this.config = config;
        this.vertx = vertx;
        this.loop = VertxInternals.anyEventLoop(vertx);
        this.reservations =
                withKey("multiconnection.reservations", () -> reservations(config, redis, loop));
    }

    /** Redis is touched only by a gateway that has rooms and is told to. */
    private static Reservations reservations(
            GatewayConfig config, Instance<RedisAPI> redis, EventLoop loop) {
        RoomsConfig.ReservationsConfig reservations = config.reservations();
        return config.rooms().isEmpty() || reservations.store() == Store.MEMORY
                ? new MemoryReservations()
                : new RedisReservations(
                        redis.get(), reservations.namespace(), reservations.lease(), loop);
    }

    @Produces
    @Singleton
    Lobby lobby(
            Dialer dialer,
            BackoffPolicy recover,
            MemoryBudget memory,
            MicrometerLobbyMetrics metrics) {
        return new Lobby(
                config.rooms().entrySet().stream()
                        .map(
                                it ->
                                        withKey(
                                                "multiconnection.rooms." + it.getKey(),
                                                () -> directory(it.getKey(), it.getValue())))
                        .toList(),
                withKey(
                        "multiconnection.pending",
                        () -> new LobbyConfig(config.pending().max(), config.pending().time())),
                hook(config.admission()),
                reservations,
                new Lobby.Network(loop, dialer, recover, memory),
                metrics);
    }

    private static DirectoryConfig directory(String name, RoomsConfig.DirectoryConfig config) {
        return new DirectoryConfig(
                name,
                RtmpUrl.parse(config.master()),
                config.object(),
                config.persistent(),
                new AllowList(config.servers().orElse(List.of())),
                config.privateAddresses() ? _ -> true : new PublicAddresses(),
                config.counts(),
                config.settle());
    }

    private AdmissionHook hook(RoomsConfig.AdmissionConfig config) {
        Optional<String> token =
                config.token()
                        .flatMap(
                                it -> ConfiguredSecret.read("multiconnection.admission.token", it));
        Optional<URI> url =
                config.url().map(it -> withKey("multiconnection.admission.url", () -> webhook(it)));
        return url.isEmpty()
                ? AdmissionHook.EVERYBODY
                : withKey(
                        "multiconnection.admission",
                        () -> new AdmissionWebhook(vertx, url.get(), token, config.timeout()));
    }

    /** Repeats nothing of the URL, which may hold a secret, as a converter of URIs would. */
    static URI webhook(String configured) {
        try {
            return new URI(WhiteSpace.trimmed(configured));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    e.getReason() + " at index " + e.getIndex() + ", expected https://host/path");
        }
    }

    /** After the embedded origins, which may be masters. */
    void open(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 600) StartupEvent event,
            Lobby lobby) {
        if (reservations instanceof RedisReservations redis) {
            redis.open();
        }
        lobby.open();
    }

    /** After the sessions, which give their places back. */
    void close(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 600) ShutdownEvent event,
            Lobby lobby) {
        lobby.close().await().atMost(GOODBYE);
        if (reservations instanceof RedisReservations redis) {
            redis.close().onFailure().recoverWithNull().await().atMost(GOODBYE);
        }
    }
}

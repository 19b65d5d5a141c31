package io.multiconnection.app.rooms;

import static io.multiconnection.app.config.ConfigErrors.withKey;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.config.RoomsConfig;
import io.multiconnection.app.metrics.MicrometerLobbyMetrics;
import io.multiconnection.app.reload.ReloadedFiles;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rooms.AdmissionHook;
import io.multiconnection.rooms.DirectoryConfig;
import io.multiconnection.rooms.InMemoryReservations;
import io.multiconnection.rooms.Lobby;
import io.multiconnection.rooms.LobbyLimits;
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
import java.util.function.Supplier;

/** Creates the lobby from its configuration, opens it at startup, and closes it at shutdown. */
@ApplicationScoped
public class LobbyProducer {

    /** Time limit for leaving the masters, and for leaving Redis, at shutdown. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final GatewayConfig config;
    private final EventLoop loop;
    private final Reservations reservations;
    private final AdmissionHook hook;

    /**
     * Creates a producer.
     *
     * @param redis client of Redis, used only if it is configured
     */
    public LobbyProducer(
            GatewayConfig config, ReloadedFiles files, Vertx vertx, Instance<RedisAPI> redis) {
        this.config = config;
        this.loop = VertxInternals.anyEventLoop(vertx);
        this.reservations =
                withKey("multiconnection.reservations", () -> reservations(config, redis, loop));
        this.hook = hook(vertx, config.admission(), () -> files.settings().admissionToken());
    }

    /** Uses Redis only if there are rooms and Redis is configured. */
    private static Reservations reservations(
            GatewayConfig config, Instance<RedisAPI> redis, EventLoop loop) {
        RoomsConfig.ReservationsConfig reservations = config.reservations();
        if (config.rooms().isEmpty()) {
            return new InMemoryReservations();
        }
        return switch (reservations.store()) {
            case MEMORY -> {
                if (config.peers().addresses().isPresent()) {
                    throw new IllegalArgumentException(
                            "store memory with several gateways (multiconnection.peers.addresses),"
                                    + " which would admit more clients than rooms have places;"
                                    + " expected store=redis");
                }
                yield new InMemoryReservations();
            }
            case REDIS ->
                    new RedisReservations(
                            redis.get(), reservations.namespace(), reservations.lease(), loop);
        };
    }

    @Produces
    @Singleton
    public Lobby lobby(
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
                        () -> new LobbyLimits(config.pending().max(), config.pending().time())),
                hook,
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

    private static AdmissionHook hook(
            Vertx vertx, RoomsConfig.AdmissionConfig config, Supplier<Optional<String>> token) {
        Optional<URI> url =
                config.url().map(it -> withKey("multiconnection.admission.url", () -> webhook(it)));
        return url.isEmpty()
                ? AdmissionHook.EVERYBODY
                : withKey(
                        "multiconnection.admission",
                        () -> new AdmissionWebhook(vertx, url.get(), token, config.timeout()));
    }

    AdmissionHook hook() {
        return hook;
    }

    /** Parses the URL. Error texts do not contain it, because it may hold a secret. */
    public static URI webhook(String configured) {
        try {
            return new URI(WhiteSpace.trimmed(configured));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    e.getReason() + " at index " + e.getIndex() + ", expected https://host/path");
        }
    }

    /** Opens the lobby after the embedded origins, which may be masters. */
    void open(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 600) StartupEvent event,
            Lobby lobby) {
        if (reservations instanceof RedisReservations redis) {
            redis.open();
        }
        lobby.open();
    }

    /** Closes the lobby after the sessions, which free their places. */
    void close(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 600) ShutdownEvent event,
            Lobby lobby) {
        lobby.close().await().atMost(CLOSE_TIMEOUT);
        if (reservations instanceof RedisReservations redis) {
            redis.close().onFailure().recoverWithNull().await().atMost(CLOSE_TIMEOUT);
        }
        if (hook instanceof AdmissionWebhook webhook) {
            webhook.close();
        }
    }
}

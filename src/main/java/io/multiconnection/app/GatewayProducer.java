package io.multiconnection.app;

import static io.multiconnection.app.config.ConfigErrors.withKey;

import io.multiconnection.app.config.ConfiguredLimits;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.config.LimitsConfig;
import io.multiconnection.app.metrics.MicrometerMetrics;
import io.multiconnection.app.peers.PeerGateways;
import io.multiconnection.app.reload.ReloadedFiles;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.gateway.Authenticator;
import io.multiconnection.gateway.Gateway;
import io.multiconnection.gateway.Peers;
import io.multiconnection.gateway.ResumeLimits;
import io.multiconnection.gateway.Session;
import io.multiconnection.gateway.SessionLimits;
import io.multiconnection.gateway.SessionRegistry;
import io.multiconnection.gateway.Traces;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.relay.RelayLimits;
import io.multiconnection.relay.Relays;
import io.multiconnection.rooms.Lobby;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.target.AllowList;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.DestinationResolver;
import io.multiconnection.target.PublicAddresses;
import io.netty.util.internal.PlatformDependent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Creates the gateway from its configuration. Errors contain the key of the invalid setting. */
public final class GatewayProducer {

    @Produces
    @Singleton
    public Dialer dialer(GatewayConfig config, ReloadedFiles files, Vertx vertx) {
        return new Dialer(
                VertxInternals.channels(vertx),
                VertxInternals.resolvers(vertx),
                () -> files.trusted().tls(),
                rtmpLimits(config.limits()),
                withKey("multiconnection.recover", () -> liveness(config.recover())),
                withKey(
                        "multiconnection.recover.host-interval",
                        () -> new HostRateLimiter(config.recover().hostInterval())),
                System::nanoTime);
    }

    @Produces
    @Singleton
    public BackoffPolicy recover(GatewayConfig config) {
        return withKey("multiconnection.recover", () -> recover(config.recover()));
    }

    @Produces
    @Singleton
    public MemoryBudget memory(GatewayConfig config) {
        return withKey("multiconnection.memory", () -> new MemoryBudget(limits(config.memory())));
    }

    /** Uses Netty's value for the limit of direct memory: the JDK has no public API for it. */
    private static MemoryLimits limits(GatewayConfig.MemoryConfig memory) {
        long total =
                memory.total()
                        .map(MemorySize::asLongValue)
                        .orElseGet(
                                () ->
                                        MemoryLimits.total(
                                                Runtime.getRuntime().maxMemory(),
                                                PlatformDependent.maxDirectMemory()));
        MemoryLimits shares = MemoryLimits.of(total);
        return new MemoryLimits(
                total,
                memory.perAddress().map(MemorySize::asLongValue).orElse(shares.perAddress()),
                memory.perSession().map(MemorySize::asLongValue).orElse(shares.perHolder()));
    }

    @Produces
    @Singleton
    public Gateway gateway(
            GatewayConfig config,
            ReloadedFiles files,
            Dialer dialer,
            BackoffPolicy recover,
            MicrometerMetrics metrics,
            Lobby lobby,
            MemoryBudget memory,
            Authenticator authenticator,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        SessionLimits limits = ConfiguredLimits.of(config.limits(), config.publish());
        AllowList allowed =
                withKey(
                        "multiconnection.allow.destinations",
                        () -> new AllowList(config.allow().destinations().orElse(List.of())));
        Predicate<InetAddress> addresses =
                config.allow().privateAddresses() ? _ -> true : new PublicAddresses();
        return new Gateway(
                dialer,
                () ->
                        new DestinationResolver(
                                allowed,
                                addresses,
                                files.settings().pools(),
                                limits.counts().servers()),
                limits,
                metrics,
                recover,
                new Relays(dialer, relayLimits(limits), metrics.plays(), memory),
                config.play().shared(),
                lobby,
                memory,
                authenticator,
                new Traces(GlobalOpenTelemetry.get()),
                version);
    }

    @Produces
    @Singleton
    SessionRegistry<Session> sessionRegistry(GatewayConfig config, Gateway gateway, Peers peers) {
        return new SessionRegistry<>(
                withKey("multiconnection.resume", () -> resume(config.resume(), gateway.limits())),
                peers);
    }

    @Produces
    @Singleton
    Peers peers(
            GatewayConfig config,
            Dialer dialer,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.management.port") int port) {
        return config.peers().addresses().isEmpty()
                ? Peers.NONE
                : withKey(
                        "multiconnection.peers",
                        () -> new PeerGateways(config.peers(), port, vertx, dialer.resolvers()));
    }

    void close(@Disposes Peers peers) {
        if (peers instanceof PeerGateways gateways) {
            gateways.close();
        }
    }

    /** Limits the backlog, which new viewers receive at once, to half of what may wait for them. */
    private static RelayLimits relayLimits(SessionLimits limits) {
        return RelayLimits.DEFAULT.withBacklogBytes(limits.buffers().playBytes() / 2);
    }

    private static BackoffPolicy recover(GatewayConfig.RecoverConfig recover) {
        return new BackoffPolicy(
                recover.enabled(), recover.first(), recover.max(), recover.giveUp());
    }

    /**
     * Limits the replay buffer, which is sent at once, to half of what a client may leave unread.
     */
    private static ResumeLimits resume(GatewayConfig.ResumeConfig resume, SessionLimits limits) {
        int most = limits.buffers().unreadBytes() / 2;
        if (resume.bufferBytes().asLongValue() > most) {
            throw new IllegalArgumentException(
                    "buffer-bytes "
                            + resume.bufferBytes().asLongValue()
                            + ", expected up to "
                            + most
                            + ", half of multiconnection.limits.unread-bytes");
        }
        return new ResumeLimits(
                resume.hold(),
                (int) resume.bufferBytes().asLongValue(),
                resume.bufferMessages(),
                resume.sessions(),
                resume.silentAfter(),
                resume.pingInterval());
    }

    private static LivenessTimeouts liveness(GatewayConfig.RecoverConfig recover) {
        return new LivenessTimeouts(recover.stalledAfter(), recover.silentAfter());
    }

    private static RtmpLimits rtmpLimits(LimitsConfig limits) {
        return withKey(
                "multiconnection.limits.calls",
                () -> RtmpLimits.DEFAULT.withPendingCalls(limits.calls()));
    }
}

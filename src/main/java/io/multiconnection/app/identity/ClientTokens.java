package io.multiconnection.app.identity;

import static io.multiconnection.app.config.ConfigErrors.withKey;

import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.config.IdentityConfig;
import io.multiconnection.app.reload.ReloadedFiles;
import io.multiconnection.gateway.Authenticator;
import io.multiconnection.gateway.Grant;
import io.multiconnection.gateway.Operation;
import io.multiconnection.gateway.TokenRefusedException;
import io.multiconnection.identity.ClaimNames;
import io.multiconnection.identity.GrantRules;
import io.multiconnection.identity.KeySource;
import io.multiconnection.identity.Role;
import io.multiconnection.identity.Tickets;
import io.multiconnection.identity.TokenGrants;
import io.multiconnection.identity.TokenRules;
import io.multiconnection.identity.TokenVerifier;
import io.multiconnection.protocol.BearerToken;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Verification of the clients' tokens, for WebSockets, live streams and the REST API alike. Tokens
 * are verified on threads of their own, because the keys of the issuer may have to be fetched.
 * Created at startup, which fails if the configuration is invalid.
 */
@Singleton
public class ClientTokens implements Authenticator {

    private static final int THREADS = 4;

    /** Limit of tokens that wait for their verification. */
    private static final int MAX_WAITING = 1000;

    /** Shortest time between two reads of the keys that unknown keys cause. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final GatewayConfig config;
    private final ReloadedFiles files;
    private final Tickets tickets;
    private final @Nullable TokenGrants grants;
    private final @Nullable WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();

    ClientTokens(GatewayConfig config, ReloadedFiles files, Vertx vertx) {
        this.config = config;
        this.files = files;
        IdentityConfig identity = config.identity();
        if (identity.issuer().isEmpty() && identity.signIn().clientId().isPresent()) {
            throw new IllegalArgumentException(
                    "multiconnection.identity.sign-in.client-id needs"
                            + " multiconnection.identity.issuer");
        }
        this.tickets =
                withKey(
                        "multiconnection.identity",
                        () ->
                                new Tickets(
                                        identity.tickets(),
                                        identity.ticketTime(),
                                        System::nanoTime));
        this.grants =
                identity.issuer()
                        .map(issuer -> withKey("multiconnection.identity", () -> grants(issuer)))
                        .orElse(null);
        this.workers =
                grants == null
                        ? null
                        : vertx.createSharedWorkerExecutor("multiconnection-tokens", THREADS);
    }

    private TokenGrants grants(String issuer) {
        IdentityConfig identity = config.identity();
        if (identity.warning().isNegative()) {
            throw new IllegalArgumentException(
                    "warning: " + identity.warning() + ", expected 0 or more");
        }
        TokenRules rules =
                new TokenRules(
                        issuer,
                        identity.audience().orElse(List.of()),
                        identity.algorithms(),
                        identity.clockSkew());
        return new TokenGrants(
                new TokenVerifier(
                        rules,
                        KeySource.of(
                                issuer,
                                identity.keys().orElse(null),
                                () -> files.trusted().certificates(),
                                identity.keysRefresh(),
                                PAUSE,
                                System::nanoTime)),
                new GrantRules(
                        names(identity.claims()),
                        operations(identity.roles()),
                        identity.defaultRole(),
                        identity.clockSkew()),
                InstantSource.system(),
                System::nanoTime);
    }

    private static ClaimNames names(IdentityConfig.ClaimsConfig claims) {
        return new ClaimNames(
                claims.roles(),
                claims.operations(),
                claims.pools(),
                claims.rooms(),
                claims.destinations(),
                claims.servers(),
                claims.streams(),
                claims.bitrate());
    }

    private static Map<Role, Set<Operation>> operations(IdentityConfig.RolesConfig roles) {
        return Map.of(
                Role.VIEWER, operations("viewer", roles.viewer()),
                Role.PUBLISHER, operations("publisher", roles.publisher()),
                Role.OPERATOR, operations("operator", roles.operator()));
    }

    private static Set<Operation> operations(String role, List<String> names) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String name : names) {
            operations.add(
                    Operation.named(name)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "roles.%s: \"%s\", expected publish, play, call or sharedObjects"
                                                            .formatted(role, name))));
        }
        return operations;
    }

    void start(@Observes StartupEvent event) {
        boolean namesServers = !config.allow().destinations().orElse(List.of()).isEmpty();
        if (isRequired()) {
            Log.infof("clients need a token of %s", config.identity().issuer().orElseThrow());
        } else if (LaunchMode.current() != LaunchMode.NORMAL) {
            Log.info("clients need no token (multiconnection.identity.issuer is not set)");
        } else if (namesServers) {
            Log.warn(
                    "clients need no token: anyone who reaches this gateway can use every server"
                            + " that multiconnection.allow.destinations allows; set"
                            + " multiconnection.identity.issuer");
        }
    }

    @PreDestroy
    void close() {
        if (workers != null) {
            workers.close();
        }
    }

    @Override
    public boolean isRequired() {
        return grants != null;
    }

    @Override
    public Duration warning() {
        return config.identity().warning();
    }

    /** Returns the tickets for which clients exchange their tokens. */
    public Tickets tickets() {
        return tickets;
    }

    @Override
    public Uni<Grant> authenticate(BearerToken token) {
        TokenGrants verified = grants;
        WorkerExecutor executor = workers;
        if (verified == null || executor == null) {
            return NONE.authenticate(token);
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Uni.createFrom()
                    .failure(
                            new TokenRefusedException(
                                    "too many tokens wait for their verification; try again later",
                                    true));
        }
        return Uni.createFrom()
                .completionStage(
                        executor.executeBlocking(() -> verified.of(token), false)
                                .onComplete(_ -> waiting.decrementAndGet())
                                .toCompletionStage());
    }
}

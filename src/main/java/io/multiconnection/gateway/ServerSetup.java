package io.multiconnection.gateway;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.Quorum;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetRetry;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Setup of a session's servers: the request to connect to them, and whether as many of them as it
 * requires are connected. Lives on its session's event loop.
 */
final class ServerSetup {

    private static final Uni<Void> NEVER_ASKED =
            Uni.createFrom().failure(() -> new IllegalStateException("not connected"));

    private final BackoffPolicy rules;
    private final EventWriter news;
    private final TargetList targets;
    private final Runnable failed;
    private boolean isDone;
    private @Nullable Connect request;
    private Uni<Void> outcome = NEVER_ASKED;

    /**
     * Creates the setup of a session that has no servers yet.
     *
     * @param targets of the session
     * @param failed called when the client has been notified that too few servers are connected
     */
    ServerSetup(BackoffPolicy rules, EventWriter news, TargetList targets, Runnable failed) {
        this.rules = rules;
        this.news = news;
        this.targets = targets;
        this.failed = failed;
    }

    /** Begins a setup, whose outcome is that of {@link #of}. */
    void begin(Connect connect) {
        request = connect;
        isDone = false;
    }

    /**
     * Waits until enough of {@code asked} are connected, and notifies the client of the outcome;
     * fails if too few will be.
     */
    Uni<Void> of(List<Target> asked) {
        Uni<Void> connected =
                Quorum.of(
                                required(asked.size()),
                                asked.stream()
                                        .map(
                                                it ->
                                                        TargetRetry.afterReplacement(
                                                                it, Target::connected))
                                        .toList())
                        .onItem()
                        .invoke(this::succeeded)
                        .onFailure()
                        .invoke(this::failed)
                        .memoize()
                        .indefinitely();
        connected.subscribe().with(_ -> {}, _ -> {});
        outcome = connected;
        return connected;
    }

    private void succeeded() {
        long connected = targets.present().stream().filter(Target::isConnected).count();
        String count = targets.count(connected, "connected");
        news.merged(null, NetStatus.of("status", "NetConnection.Setup.Success", count));
        isDone = true;
        targets.present().forEach(this::recover);
    }

    private void failed(Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        news.merged(null, NetStatus.of("error", "NetConnection.Setup.Failed", why));
        failed.run();
    }

    /** Ends the setup: there are no servers any more. */
    void end() {
        outcome = NEVER_ASKED;
    }

    /** Returns the request to connect; there was one. */
    Connect request() {
        return Objects.requireNonNull(request);
    }

    /** Returns how many of {@code servers} must succeed in what is done on all. */
    int required(int servers) {
        return Math.min(servers, request().require().of(servers));
    }

    /** Returns whether as many servers as required have not refused: it may succeed later. */
    boolean isTemporary(List<Target> asked, Predicate<Target> refused) {
        return asked.stream().filter(refused.negate()).count() >= required(asked.size());
    }

    /** Returns whether servers that are lost are connected again. */
    boolean recovers() {
        return rules.enabled() && request().recover();
    }

    /** Enables the recovery of a target, once the setup has succeeded. */
    void recover(Target target) {
        if (isDone && recovers()) {
            target.enableRecovery();
        }
    }

    /** Waits for the setup; fails if that fails, or was not asked for. */
    Uni<Void> outcome() {
        return outcome;
    }

    /** Waits for the setup, on behalf of a request, which fails if the setup does. */
    Uni<Void> ready(Request waiting) {
        return outcome.onFailure()
                .transform(
                        _ ->
                                new RequestException(
                                        waiting.id(), ErrorCode.BAD_STATE, "not connected"));
    }
}

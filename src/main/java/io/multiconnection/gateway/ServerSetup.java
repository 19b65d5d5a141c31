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

    private static final Uni<Void> NOT_CONNECTED =
            Uni.createFrom().failure(() -> new IllegalStateException("not connected"));

    private final BackoffPolicy policy;
    private final Traces traces;
    private final EventWriter writer;
    private final NumberedTargets targets;
    private final Runnable onFailure;
    private boolean isDone;
    private @Nullable Connect request;
    private Uni<Void> outcome = NOT_CONNECTED;

    /**
     * Creates the setup of a session that has no servers yet.
     *
     * @param targets targets of the session
     * @param onFailure called when the client has been notified that too few servers are connected
     */
    ServerSetup(Gateway gateway, EventWriter writer, NumberedTargets targets, Runnable onFailure) {
        this.policy = gateway.recover();
        this.traces = gateway.traces();
        this.writer = writer;
        this.targets = targets;
        this.onFailure = onFailure;
    }

    /** Begins a setup, whose outcome is that of {@link #of}. */
    void begin(Connect connect) {
        request = connect;
        isDone = false;
    }

    /**
     * Waits until enough targets are connected, and notifies the client of the outcome; fails if
     * too many targets fail.
     */
    Uni<Void> of(List<Target> requested) {
        Uni<Void> connected =
                Quorum.of(
                                required(requested.size()),
                                requested.stream()
                                        .map(
                                                traces.onServer(
                                                        "connect",
                                                        it ->
                                                                TargetRetry.afterReplacement(
                                                                        it, Target::connected)))
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
        writer.mergedStatus(null, NetStatus.of("status", "NetConnection.Setup.Success", count));
        isDone = true;
        targets.present().forEach(this::recover);
    }

    private void failed(Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        writer.mergedStatus(null, NetStatus.of("error", "NetConnection.Setup.Failed", why));
        onFailure.run();
    }

    /** Ends the setup, because all servers were left. */
    void end() {
        outcome = NOT_CONNECTED;
    }

    /** Returns the connect request; only after {@link #begin}. */
    Connect request() {
        return Objects.requireNonNull(request);
    }

    /** Returns how many of {@code servers} must succeed in an operation on all of them. */
    int required(int servers) {
        return Math.min(servers, request().require().of(servers));
    }

    /** Returns whether an operation may succeed later: enough servers have not refused it. */
    boolean isTemporary(List<Target> requested, Predicate<Target> refused) {
        return requested.stream().filter(refused.negate()).count() >= required(requested.size());
    }

    /** Returns whether lost servers are reconnected. */
    boolean recovers() {
        return policy.enabled() && request().recover();
    }

    /** Enables the recovery of a target, once the setup has succeeded. */
    void recover(Target target) {
        if (isDone && recovers()) {
            target.enableRecovery();
        }
    }

    /** Waits for the setup; fails if the setup fails, or was not requested. */
    Uni<Void> outcome() {
        return outcome;
    }

    /** Waits for the setup before a request, which fails if the setup fails. */
    Uni<Void> ready(Request waiting) {
        return outcome.onFailure()
                .transform(
                        _ ->
                                new RequestException(
                                        waiting.id(), ErrorCode.BAD_STATE, "not connected"));
    }
}

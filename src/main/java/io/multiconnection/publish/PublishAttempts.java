package io.multiconnection.publish;

import io.multiconnection.protocol.GatewayMessage.Retry;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.target.ReconnectSchedule;
import io.multiconnection.target.ServerSlot;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetLeftException;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to publish one stream on the servers of a session: one on each target, retried while the
 * server may take the stream later. Lives on its session's event loop.
 */
final class PublishAttempts {

    /** Receives the failures, and knows the connections that are concerned. */
    interface Listener {

        /** Returns whether anything uses the connection of a target. */
        boolean isUsed(Target target);

        /** Returns the recovery that plans further attempts to publish on a target. */
        ReconnectSchedule recovery(Runnable again);

        /**
         * A target that is used otherwise does not have the stream.
         *
         * @param retry the next attempt; null: none before the client asks for one
         */
        void isWithout(int stream, Target target, RtmpClientException fault, @Nullable Retry retry);
    }

    /** Attempt on a target, with its result or the result to come. */
    private record Attempt(Target target, Uni<Void> outcome) {}

    private final int stream;
    private final Listener listener;
    private final Consumer<Target> again;
    private final Map<Integer, Attempt> attempts = new HashMap<>();
    private final NameClaims claims = new NameClaims(System::nanoTime);
    private final Map<Target, ReconnectSchedule> retries = new HashMap<>();
    private final Set<ServerSlot> refused = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Creates the attempts of a stream.
     *
     * @param stream number of the stream
     * @param again publishes on a target again
     */
    PublishAttempts(int stream, Listener listener, Consumer<Target> again) {
        this.stream = stream;
        this.listener = listener;
        this.again = again;
    }

    /** Publishes on a target with {@code begin}, unless an attempt on it was made already. */
    Uni<Void> on(Target target, Supplier<Uni<Void>> begin) {
        return attempts.compute(
                        target.number(),
                        (_, was) ->
                                was != null && was.target().equals(target)
                                        ? was
                                        : new Attempt(target, outcome(target, begin)))
                .outcome();
    }

    private Uni<Void> outcome(Target target, Supplier<Uni<Void>> begin) {
        return hasRefused(target)
                ? Uni.createFrom().failure(refusal(target.left("has refused the stream before")))
                : begin.get();
    }

    /** The server of a target publishes the stream. */
    void succeeded(Target target) {
        claims.taken(target.slot());
        cancelRetry(target);
    }

    /**
     * Returns the failure of an attempt, in words. After a refusal for good the server is not
     * waited for, although it may be back.
     */
    RuntimeException left(Target target, Throwable failure) {
        TargetLeftException left = target.left(failure);
        return hasRefused(target) ? refusal(left) : left;
    }

    /** Returns whether a server that is used otherwise has refused the stream for good. */
    private boolean hasRefused(Target target) {
        return refused.contains(target.slot());
    }

    private static IllegalStateException refusal(TargetLeftException left) {
        return new IllegalStateException(left.getMessage());
    }

    /** Returns whether a publish that failed on a target's server may succeed later. */
    boolean mayPass(Target target, RtmpClientException fault) {
        return claims.mayPass(target.slot(), fault.kind());
    }

    /**
     * Leaves the server of an attempt that failed, unless something else uses the connection. Then
     * the stream alone is without the server.
     *
     * @param mayPass whether the server may take the stream later, see {@link NameClaims}
     * @param isCreated whether the server has answered createStream. One that leaves even that
     *     without an answer in time counts as gone for all that uses the connection.
     */
    void failed(Target target, RtmpClientException fault, boolean mayPass, boolean isCreated) {
        if (target.state().isLeft() || !listener.isUsed(target)) {
            target.publishFailed(fault, mayPass);
            return;
        }
        switch (fault.kind()) {
            case REFUSED, UNREADABLE -> isWithout(target, fault, mayPass);
            case TIMEOUT -> {
                if (isCreated) {
                    isWithout(target, fault, true);
                } else {
                    target.publishFailed(fault, mayPass);
                }
            }
            case HUNG_UP -> {
                if (!mayPass) {
                    refused.add(target.slot());
                }
                target.publishFailed(fault, true); // lost for the others, which want it back
            }
            case DNS,
                    UNREACHABLE,
                    TLS,
                    TLS_LOST,
                    LOST,
                    PROTOCOL,
                    TOO_MANY_CALLS,
                    UNWRITABLE,
                    ADDRESS_NOT_ALLOWED ->
                    target.publishFailed(fault, mayPass);
        }
    }

    private void isWithout(Target target, RtmpClientException fault, boolean mayPass) {
        Retry retry =
                mayPass
                        ? retries.computeIfAbsent(
                                        target, _ -> listener.recovery(() -> publishAgain(target)))
                                .lost()
                        : null;
        if (retry == null) {
            refused.add(target.slot());
        }
        listener.isWithout(stream, target, fault, retry);
    }

    private void publishAgain(Target target) {
        attempts.remove(target.number());
        again.accept(target);
    }

    /** A target is no longer there: the attempts that are planned on it are cancelled. */
    void leave(Target target) {
        cancelRetry(target);
    }

    private void cancelRetry(Target target) {
        ReconnectSchedule retry = retries.remove(target);
        if (retry != null) {
            retry.cancel();
        }
    }

    /** Forgets all attempts and refusals: the stream may be published on every server again. */
    void clear() {
        claims.clear();
        refused.clear();
        List.copyOf(retries.keySet()).forEach(this::cancelRetry);
        attempts.clear();
    }
}

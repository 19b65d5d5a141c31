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
 * Attempts to publish one stream on the servers of a session: one for each target, retried while
 * the server may accept the stream later. Lives on its session's event loop.
 */
final class PublishAttempts {

    /** Receives failures, and knows which connections are used otherwise. */
    interface Listener {

        /** Returns whether anything uses the connection of a target. */
        boolean isUsed(Target target);

        /** A server publishes the stream, and is sent what it has to begin with. */
        void begins();

        /** Returns a schedule of further attempts to publish on a target. */
        ReconnectSchedule recovery(Runnable again);

        /**
         * A target that is used otherwise does not publish the stream.
         *
         * @param retry the next attempt; null for none before the client requests one
         */
        void isWithout(int stream, Target target, RtmpClientException fault, @Nullable Retry retry);
    }

    /** Attempt on a target and its outcome. */
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
     * @param again publishes on a target once more
     */
    PublishAttempts(int stream, Listener listener, Consumer<Target> again) {
        this.stream = stream;
        this.listener = listener;
        this.again = again;
    }

    /** Publishes on a target with {@code begin}, unless an attempt on it exists. */
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

    /** Notes a server that publishes the stream. */
    void succeeded(Target target) {
        claims.taken(target.slot());
        cancelRetry(target);
        listener.begins();
    }

    /**
     * Returns the failure of an attempt as an exception. After a final refusal no recovery of the
     * server is awaited.
     */
    RuntimeException left(Target target, Throwable failure) {
        TargetLeftException left = target.left(failure);
        return hasRefused(target) ? refusal(left) : left;
    }

    /** Returns whether a server that is used otherwise has finally refused the stream. */
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
     * Leaves the server of a failed attempt, unless something else uses the connection: then only
     * the stream loses the server.
     *
     * @param mayPass whether the server may accept the stream later, see {@link NameClaims}
     * @param isCreated whether the server has responded to createStream. A server that does not
     *     respond to it in time counts as lost for everything that uses the connection.
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
                target.publishFailed(fault, true); // an outage for the other uses, which recover
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

    /** Cancels the attempts that are planned on a target that has left. */
    void leave(Target target) {
        cancelRetry(target);
    }

    private void cancelRetry(Target target) {
        ReconnectSchedule retry = retries.remove(target);
        if (retry != null) {
            retry.cancel();
        }
    }

    /** Clears all attempts and refusals: the stream may be published on every server again. */
    void clear() {
        claims.clear();
        refused.clear();
        List.copyOf(retries.keySet()).forEach(this::cancelRetry);
        attempts.clear();
    }
}

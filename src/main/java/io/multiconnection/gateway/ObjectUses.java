package io.multiconnection.gateway;

import io.multiconnection.amf.AmfException;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.SharedObject;
import io.multiconnection.target.Target;
import io.multiconnection.target.TargetLeftException;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Uses of one shared object on the servers of its session: the servers that were asked for it, that
 * have it and that refused it. Lives on its session's event loop.
 */
final class ObjectUses {

    /** Code of the status of a server that says more of the object than may be held. */
    static final String TOO_LARGE = "SharedObject.TooLarge";

    private static final String NOT_SHARED = "what its application sends is not passed on";

    /** Receives the events of an {@link ObjectUses}. */
    interface Listener {

        /** A server is about to be asked for the object. */
        void onAsk(Target target);

        /** Takes a server's events; returns false if they are more than may be held. */
        boolean onEvents(Target target, int version, List<SharedObjectEvent> events);

        /** A server said something about the use. */
        void onStatus(Target target, NetStatus status);
    }

    private final UseSharedObject request;
    private final EventLoop loop;
    private final Listener listener;
    private final Map<Integer, SharedObject> uses = new HashMap<>();
    private final Map<Integer, Target> targets = new HashMap<>();
    private final Set<Integer> refusing = new HashSet<>();
    private final Map<Integer, CompletableFuture<Void>> answers = new HashMap<>();
    private boolean released;

    ObjectUses(UseSharedObject request, EventLoop loop, Listener listener) {
        this.request = request;
        this.loop = loop;
        this.listener = listener;
    }

    /** Asks a server to use it; the answer ends by itself within the timeout. */
    Uni<Void> useOn(Target target) {
        CompletableFuture<Void> joined = join(target);
        return Uni.createFrom()
                .completionStage(joined)
                .ifNoItem()
                .after(request.timeout())
                .on(loop)
                .failWith(
                        () ->
                                target.left(
                                        "did not answer use of the shared object within %d ms"
                                                .formatted(request.timeout().toMillis())));
    }

    /** Asks a server to use it, once, as soon as it is connected; the answer comes at any time. */
    CompletableFuture<Void> join(Target target) {
        if (released) {
            return CompletableFuture.failedFuture(target.left("no longer asked"));
        }
        if (target.equals(targets.get(target.number()))) {
            return Objects.requireNonNull(answers.get(target.number()));
        }
        refusing.remove(target.number());
        if (!target.server().sharesValues()) {
            refusing.add(target.number());
            return CompletableFuture.failedFuture(target.left(NOT_SHARED));
        }
        listener.onAsk(target);
        targets.put(target.number(), target);
        CompletableFuture<Void> joined = new CompletableFuture<>();
        answers.put(target.number(), joined);
        target.connected()
                .subscribe()
                .with(_ -> use(target, joined), joined::completeExceptionally);
        return joined;
    }

    private void use(Target target, CompletableFuture<Void> joined) {
        if (released) {
            return;
        }
        SharedObject use =
                target.connection()
                        .sharedObject(
                                request.name(),
                                request.persistent(),
                                new SharedObject.Listener() {
                                    @Override
                                    public void onEvents(
                                            int version, List<SharedObjectEvent> events) {
                                        if (!listener.onEvents(target, version, events)) {
                                            refusing.add(target.number());
                                            joined.completeExceptionally(target.left(TOO_LARGE));
                                        } else if (events.contains(new UseSuccess())) {
                                            joined.complete(null);
                                        }
                                    }

                                    @Override
                                    public void onStatus(NetStatus status) {
                                        refusing.add(target.number());
                                        listener.onStatus(target, status);
                                        joined.completeExceptionally(target.left(status.code()));
                                    }
                                });
        uses.put(target.number(), use);
    }

    /** Returns whether a server has refused the use of it, or cannot be used at all. */
    boolean isRefusedBy(Target target) {
        return refusing.contains(target.number()) || target.hasRefused();
    }

    /** Returns whether it is used on the connection of a target. */
    boolean uses(Target target) {
        return uses.containsKey(target.number()) && target.equals(targets.get(target.number()));
    }

    /** Returns the last target of a server that was asked for it. */
    @Nullable Target target(int server) {
        return targets.get(server);
    }

    /** Returns a view of the last target of each server that was asked for it. */
    Collection<Target> targets() {
        return Collections.unmodifiableCollection(targets.values());
    }

    /** Returns the use of it on a server that has it now. */
    @Nullable SharedObject on(int server) {
        return uses.get(server);
    }

    /** Calls {@code action} with each target that has it now. */
    void forEach(BiConsumer<Target, SharedObject> action) {
        uses.forEach(
                (server, use) -> action.accept(Objects.requireNonNull(targets.get(server)), use));
    }

    /**
     * Checks that an event can be written to each server that has it now.
     *
     * @throws AmfException if it cannot
     */
    void check(SharedObjectEvent event) {
        uses.values().forEach(use -> use.check(event));
    }

    /** Ends the uses on a target whose connection was lost; returns whether it was asked. */
    boolean lost(Target target) {
        if (!target.equals(targets.get(target.number()))) {
            return false;
        }
        uses.remove(target.number());
        Objects.requireNonNull(answers.get(target.number()))
                .completeExceptionally(target.left("the connection was lost"));
        return true;
    }

    /** Ends the use of it on one server. */
    void release(int server) {
        SharedObject use = uses.remove(server);
        if (use != null) {
            use.release();
        }
    }

    /** Ends the use of it on every server, for good. */
    void release() {
        released = true;
        List.copyOf(uses.keySet()).forEach(this::release);
        List.copyOf(answers.values())
                .forEach(
                        answer ->
                                answer.completeExceptionally(
                                        new TargetLeftException("no longer asked")));
    }

    boolean isReleased() {
        return released;
    }
}

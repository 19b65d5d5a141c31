package io.multiconnection.gateway;

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
 * Uses of one shared object on the servers of its session, which are pending, successful or
 * refused. Lives on its session's event loop.
 */
final class SharedObjectUses {

    /** Status code for a server whose copy of the object exceeds the limits. */
    static final String TOO_LARGE = "SharedObject.TooLarge";

    private static final String NOT_SHARED = "values of its application are not forwarded";

    /** Reason why a use fails that the client ends. */
    static final String RELEASED = "the client released the shared object";

    /** Receives the events of an {@link SharedObjectUses}. */
    interface Listener {

        /** Called before the object is requested from a server. */
        void onUse(Target target);

        /** Called with a server's events; returns false if the copy exceeds the limits. */
        boolean onEvents(Target target, int version, List<SharedObjectEvent> events);

        /** Called with a status of a server about the use. */
        void onStatus(Target target, NetStatus status);
    }

    private final UseSharedObject request;
    private final EventLoop loop;
    private final Listener listener;
    private final Map<Integer, SharedObject> uses = new HashMap<>();
    private final Map<Integer, Target> targets = new HashMap<>();
    private final Set<Integer> refusing = new HashSet<>();
    private final Map<Integer, CompletableFuture<Void>> outcomes = new HashMap<>();
    private boolean released;

    SharedObjectUses(UseSharedObject request, EventLoop loop, Listener listener) {
        this.request = request;
        this.loop = loop;
        this.listener = listener;
    }

    /** Uses the object on a server; fails after the timeout of the request. */
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
                                        "no response to use of the shared object within %d ms"
                                                .formatted(request.timeout().toMillis())));
    }

    /**
     * Uses the object on a server, once per target, as soon as the target is connected. Has no
     * timeout.
     */
    CompletableFuture<Void> join(Target target) {
        if (released) {
            return CompletableFuture.failedFuture(target.left(RELEASED));
        }
        if (target.equals(targets.get(target.number()))) {
            return Objects.requireNonNull(outcomes.get(target.number()));
        }
        refusing.remove(target.number());
        if (!target.server().sharesValues()) {
            refusing.add(target.number());
            return CompletableFuture.failedFuture(target.left(NOT_SHARED));
        }
        listener.onUse(target);
        targets.put(target.number(), target);
        CompletableFuture<Void> joined = new CompletableFuture<>();
        outcomes.put(target.number(), joined);
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

    /** Returns whether a server has refused the use, or the session altogether. */
    boolean isRefusedBy(Target target) {
        return refusing.contains(target.number()) || target.hasRefused();
    }

    /** Returns whether the object is used on the connection of a target. */
    boolean uses(Target target) {
        return uses.containsKey(target.number()) && target.equals(targets.get(target.number()));
    }

    /** Returns the target of the last use on a server; null if there was none. */
    @Nullable Target target(int server) {
        return targets.get(server);
    }

    /** Returns a view of the targets of the last use on each server. */
    Collection<Target> targets() {
        return Collections.unmodifiableCollection(targets.values());
    }

    /** Returns the current use on a server; null if there is none. */
    @Nullable SharedObject on(int server) {
        return uses.get(server);
    }

    /** Calls {@code action} with each current use. */
    void forEach(BiConsumer<Target, SharedObject> action) {
        uses.forEach(
                (server, use) -> action.accept(Objects.requireNonNull(targets.get(server)), use));
    }

    /**
     * Checks that an event can be encoded for each current use.
     *
     * @throws AmfException if it cannot be encoded
     */
    void check(SharedObjectEvent event) {
        uses.values().forEach(use -> use.check(event));
    }

    /** Ends the use on a target whose connection was lost; returns whether there was one. */
    boolean lost(Target target) {
        if (!target.equals(targets.get(target.number()))) {
            return false;
        }
        uses.remove(target.number());
        Objects.requireNonNull(outcomes.get(target.number()))
                .completeExceptionally(target.left("the connection was lost"));
        return true;
    }

    /** Releases the object on one server. */
    void release(int server) {
        SharedObject use = uses.remove(server);
        if (use != null) {
            use.release();
        }
    }

    /** Releases the object on every server, permanently. */
    void release() {
        released = true;
        List.copyOf(uses.keySet()).forEach(this::release);
        List.copyOf(outcomes.values())
                .forEach(
                        outcome ->
                                outcome.completeExceptionally(new TargetLeftException(RELEASED)));
    }

    boolean isReleased() {
        return released;
    }
}

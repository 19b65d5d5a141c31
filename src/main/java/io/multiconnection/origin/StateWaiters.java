package io.multiconnection.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Those who wait for an origin to be in a certain state. Lives on its event loop. */
final class StateWaiters {

    private record Watcher(Predicate<OriginState> condition, CompletableFuture<OriginState> met) {

        boolean isDone(OriginState state) {
            try {
                return met.isDone() || (condition.test(state) && met.complete(state));
            } catch (RuntimeException e) {
                return met.completeExceptionally(e);
            }
        }

        void fail() {
            met.completeExceptionally(new IllegalStateException("the origin is closed"));
        }
    }

    private final List<Watcher> watchers = new ArrayList<>();
    private boolean closed;

    void add(
            Predicate<OriginState> condition,
            CompletableFuture<OriginState> met,
            OriginState state) {
        Watcher watcher = new Watcher(condition, met);
        if (closed) {
            watcher.fail();
        } else if (!watcher.isDone(state)) {
            watchers.add(watcher);
        }
    }

    /** Looks again; costs nothing while nobody waits. */
    void changed(Supplier<OriginState> state) {
        if (!watchers.isEmpty()) {
            OriginState now = state.get();
            watchers.removeIf(watcher -> watcher.isDone(now));
        }
    }

    /** Nothing will change any more. */
    void close() {
        closed = true;
        watchers.forEach(Watcher::fail);
        watchers.clear();
    }
}

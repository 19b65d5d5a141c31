package io.multiconnection.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Futures that wait for a state of an origin. Lives on the origin's event loop. */
final class StateWaiters {

    private record Waiter(Predicate<OriginState> condition, CompletableFuture<OriginState> met) {

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

    private final List<Waiter> waiters = new ArrayList<>();
    private boolean closed;

    void add(
            Predicate<OriginState> condition,
            CompletableFuture<OriginState> met,
            OriginState state) {
        Waiter waiter = new Waiter(condition, met);
        if (closed) {
            waiter.fail();
        } else if (!waiter.isDone(state)) {
            waiters.add(waiter);
        }
    }

    /** Tests the conditions against a new state, which is not computed without waiters. */
    void changed(Supplier<OriginState> state) {
        if (!waiters.isEmpty()) {
            OriginState now = state.get();
            waiters.removeIf(waiter -> waiter.isDone(now));
        }
    }

    /** Fails all waiters: the origin is closed. */
    void close() {
        closed = true;
        waiters.forEach(Waiter::fail);
        waiters.clear();
    }
}

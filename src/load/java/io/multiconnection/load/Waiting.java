package io.multiconnection.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Waits of the main thread. */
final class Waiting {

    private static final int GROUP = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Waiting() {}

    /** Runs an action for each item, so many at a time that no listen queue overflows. */
    static <T> void allInGroups(List<T> items, Function<T, CompletableFuture<Void>> action) {
        for (int from = 0; from < items.size(); from += GROUP) {
            List<T> group = items.subList(from, Math.min(items.size(), from + GROUP));
            CompletableFuture.allOf(group.stream().map(action).toArray(CompletableFuture[]::new))
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    /** Waits until a counter has reached its expected value, or has not changed for a second. */
    static void untilQuiet(LongSupplier counter, long expected) {
        long before = -1;
        while (before != counter.getAsLong() && counter.getAsLong() < expected) {
            before = counter.getAsLong();
            pass(Duration.ofSeconds(1));
        }
    }

    /** Lets the load run. */
    static void pass(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

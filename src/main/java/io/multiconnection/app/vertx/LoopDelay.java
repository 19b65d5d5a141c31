package io.multiconnection.app.vertx;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measurement of how late the tasks of event loops run. It runs only when asked, so that an idle
 * gateway stays idle.
 */
public final class LoopDelay {

    /** Tasks for each event loop; the median ignores a single pause, such as that of a GC. */
    private static final int PROBES = 5;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Time after which the delay counts as this long, although a loop has not run its tasks. */
    static final Duration MOST = Duration.ofSeconds(1);

    private final List<? extends EventExecutor> loops;
    private final LongSupplier nanoTime;

    /**
     * Creates a measurement of event loops.
     *
     * @param nanoTime clock in nanoseconds
     */
    public LoopDelay(List<? extends EventExecutor> loops, LongSupplier nanoTime) {
        this.loops = loops;
        this.nanoTime = nanoTime;
    }

    /** Returns the delay in seconds of the slowest event loop, at most {@link #MOST}. */
    public CompletableFuture<Double> measure() {
        List<CompletableFuture<Long>> delays = loops.stream().map(this::measure).toList();
        return CompletableFuture.allOf(delays.toArray(CompletableFuture[]::new))
                .thenApply(
                        _ ->
                                delays.stream()
                                        .mapToLong(CompletableFuture::join)
                                        .map(nanos -> Math.min(nanos, MOST.toNanos()))
                                        .max()
                                        .orElse(0))
                .completeOnTimeout(MOST.toNanos(), MOST.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(nanos -> nanos / 1e9);
    }

    private CompletableFuture<Long> measure(EventExecutor loop) {
        CompletableFuture<Long> median = new CompletableFuture<>();
        long[] delays = new long[PROBES];
        int[] done = {0};
        long begun = nanoTime.getAsLong();
        for (int i = 0; i < PROBES; i++) {
            int probe = i;
            long due = i * INTERVAL_NANOS;
            loop.schedule(
                    () -> {
                        delays[probe] = Math.max(0, nanoTime.getAsLong() - begun - due);
                        if (++done[0] == PROBES) {
                            Arrays.sort(delays);
                            median.complete(delays[PROBES / 2]);
                        }
                    },
                    due,
                    TimeUnit.NANOSECONDS);
        }
        return median;
    }
}

package io.multiconnection.app.load;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Share of the processors' time that the process has used since the last reading. */
final class CpuShare {

    private final Supplier<Duration> used;
    private final LongSupplier nanoTime;
    private final int processors;
    private long lastUsed;
    private long lastTime;

    CpuShare() {
        this(
                () ->
                        ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO), // not on every system; then the ratio is 0
                System::nanoTime,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * Creates a share that counts from now on.
     *
     * @param used processor time of the process since its start
     * @param processors processors that the process may use
     */
    CpuShare(Supplier<Duration> used, LongSupplier nanoTime, int processors) {
        this.used = used;
        this.nanoTime = nanoTime;
        this.processors = processors;
        this.lastUsed = used.get().toNanos();
        this.lastTime = nanoTime.getAsLong();
    }

    /** Returns the share since the last call, 0 to about 1. */
    double read() {
        long time = nanoTime.getAsLong();
        long nanos = used.get().toNanos();
        long elapsed = Math.max(1, time - lastTime);
        double share = (double) (nanos - lastUsed) / elapsed / processors;
        lastTime = time;
        lastUsed = nanos;
        return share;
    }
}

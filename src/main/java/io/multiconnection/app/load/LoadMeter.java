package io.multiconnection.app.load;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.limits.OpenSessions;
import io.multiconnection.app.live.ViewerAdmission;
import io.multiconnection.app.vertx.LoopDelay;
import io.multiconnection.app.vertx.VertxInternals;
import io.multiconnection.memory.MemoryBudget;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Meter of the gateway's {@link Load}. It measures when health or metrics are read, at most once in
 * {@value #INTERVAL_SECONDS} s, and has no timer. Metrics show the latest complete measurement.
 */
@Singleton
class LoadMeter {

    private static final long INTERVAL_SECONDS = 2;

    private final LoopDelay loops;
    private final long fullDelayNanos;
    private final MemoryBudget memory;
    private final OpenSessions sessions;
    private final ViewerAdmission viewers;
    private final CpuShare cpu = new CpuShare();
    private final LongSupplier nanoTime = System::nanoTime;
    private CompletableFuture<Load> running = CompletableFuture.completedFuture(Load.NONE);
    private long begun;
    private volatile Load latest = Load.NONE;

    @Inject
    LoadMeter(
            GatewayConfig config,
            Vertx vertx,
            MemoryBudget memory,
            OpenSessions sessions,
            ViewerAdmission viewers) {
        Duration full = config.load().loopDelay();
        if (full.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "multiconnection.load.loop-delay: " + full + ", expected 1 ms or more");
        }
        this.fullDelayNanos = full.toNanos();
        this.loops = new LoopDelay(VertxInternals.eventLoops(vertx), nanoTime);
        this.memory = memory;
        this.sessions = sessions;
        this.viewers = viewers;
        this.begun = nanoTime.getAsLong() - TimeUnit.SECONDS.toNanos(INTERVAL_SECONDS);
    }

    void register(@Observes StartupEvent start, MeterRegistry registry) {
        Gauge.builder("multiconnection.load.ratio", this, it -> it.latest().ratio())
                .description("used share of the scarcest resource")
                .register(registry);
        for (LoadResource resource : LoadResource.values()) {
            Gauge.builder(
                            "multiconnection.load.resource.ratio",
                            this,
                            it -> it.latest().ratio(resource))
                    .tag("resource", resource.label())
                    .description("used share of each resource")
                    .register(registry);
        }
        Gauge.builder(
                        "multiconnection.event.loop.delay.seconds",
                        this,
                        it -> it.latest().loopDelaySeconds())
                .description("delay of tasks on the slowest event loop")
                .register(registry);
    }

    /** Returns the latest load, and begins to measure again if it is old. */
    private Load latest() {
        measure();
        return latest;
    }

    /** Measures the load, unless it was measured a moment ago. */
    synchronized CompletableFuture<Load> measure() {
        long now = nanoTime.getAsLong();
        if (running.isDone() && now - begun >= TimeUnit.SECONDS.toNanos(INTERVAL_SECONDS)) {
            begun = now;
            running = loops.measure().thenApply(this::load);
        }
        return running;
    }

    private synchronized Load load(double delaySeconds) {
        Map<LoadResource, Double> ratios = new EnumMap<>(LoadResource.class);
        ratios.put(LoadResource.CPU, cpu.read());
        ratios.put(LoadResource.MEMORY, (double) memory.used() / memory.limits().total());
        ratios.put(LoadResource.SESSIONS, sessions.usedShare());
        ratios.put(LoadResource.VIEWERS, viewers.usedShare());
        ratios.put(LoadResource.EVENT_LOOP, delaySeconds * 1e9 / fullDelayNanos);
        latest = new Load(ratios, delaySeconds);
        return latest;
    }
}

package io.multiconnection.app.vertx;

import io.multiconnection.app.config.GatewayConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Pauses of all event loops that read media ({@code multiconnection.publish.read-interval}). */
@Startup
@Singleton
public final class LoopPauses {

    private static final Duration MAX_INTERVAL = Duration.ofMillis(20);

    private final Map<EventLoop, LoopPause> pauses = new ConcurrentHashMap<>();
    private final long intervalNanos;

    @Inject
    LoopPauses(GatewayConfig config) {
        this(config.publish().readInterval());
    }

    /**
     * Creates pauses.
     *
     * @param interval shortest time between two reads of a loop, 0 to 20 ms
     */
    public LoopPauses(Duration interval) {
        if (interval.isNegative() || interval.compareTo(MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException(
                    "multiconnection.publish.read-interval: %d ms, expected 0..%d"
                            .formatted(interval.toMillis(), MAX_INTERVAL.toMillis()));
        }
        intervalNanos = interval.toNanos();
    }

    /** Returns the pause of a loop, which is one of Vert.x. */
    public LoopPause of(EventLoop loop) {
        return pauses.computeIfAbsent(
                loop,
                _ ->
                        new LoopPause(
                                ((SingleThreadEventLoop) loop)::executeAfterEventLoopIteration,
                                intervalNanos,
                                System::nanoTime,
                                LockSupport::parkNanos));
    }
}

package io.multiconnection.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps apart what all sessions ask of one host: when a server dies, everybody on it is lost at
 * once and must not come back at once. Thread-safe.
 */
public final class HostPace {

    /** Beyond this many, those that nobody waits for are forgotten. */
    private static final int MAX_IDLE = 1000;

    private final long intervalNanos;

    /** When the next turn of a host begins. */
    private final Map<String, Long> turns = new ConcurrentHashMap<>();

    /**
     * A pace.
     *
     * @param interval between two attempts to reach one host
     */
    public HostPace(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("interval " + interval + ", expected 0 or more");
        }
        this.intervalNanos = interval.toNanos();
    }

    /** Takes the next turn at a host; returns how long to wait for it, in nanoseconds. */
    public long take(String host, long nowNanos) {
        long next =
                turns.merge(
                        host,
                        nowNanos + intervalNanos,
                        (turn, _) -> Math.max(turn - nowNanos, 0) + nowNanos + intervalNanos);
        if (turns.size() > MAX_IDLE) {
            turns.values().removeIf(turn -> turn - nowNanos < 0);
        }
        return next - intervalNanos - nowNanos;
    }
}

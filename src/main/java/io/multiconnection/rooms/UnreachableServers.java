package io.multiconnection.rooms;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers that could not be connected to lately: nobody is on them, and the fewest clients are not
 * what speaks for them. Lives on the lobby's event loop.
 */
final class UnreachableServers {

    private static final long NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MAX = 1000;

    private final Map<String, Long> since = new HashMap<>();

    void add(String label, long nowNanos) {
        since.values().removeIf(at -> nowNanos - at >= NANOS);
        if (since.size() < MAX) {
            since.put(label, nowNanos);
        }
    }

    /** Those that there is nothing against, or all if that is none. */
    List<String> without(List<String> labels, long nowNanos) {
        List<String> left =
                labels.stream()
                        .filter(it -> !since.containsKey(it) || nowNanos - since.get(it) >= NANOS)
                        .toList();
        return left.isEmpty() ? labels : left;
    }
}

package io.multiconnection.rooms;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers that could not be reached recently. They have the fewest clients and would otherwise be
 * chosen first. Lives on the lobby's event loop.
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

    /** Returns the labels without unreachable servers, or all if none would be left. */
    List<String> without(List<String> labels, long nowNanos) {
        List<String> left =
                labels.stream()
                        .filter(it -> !since.containsKey(it) || nowNanos - since.get(it) >= NANOS)
                        .toList();
        return left.isEmpty() ? labels : left;
    }
}

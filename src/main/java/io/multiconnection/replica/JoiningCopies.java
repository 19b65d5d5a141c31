package io.multiconnection.replica;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies whose servers are still reporting their slots. The protocol has no end marker: the copies
 * settle together when none has reported anything for {@value #QUIET_MILLIS} ms, or {@value
 * #MAX_MILLIS} ms after the first report if other clients keep writing. Settling together gives a
 * copy that needs repair the best known values.
 */
final class JoiningCopies {

    private static final long QUIET_MILLIS = 200;
    private static final long MAX_MILLIS = 2000;

    private final Set<ServerCopy> copies = new LinkedHashSet<>();
    private long began;
    private long quietAt;

    /** Adds a copy, or restarts the quiet period after another report. */
    void heard(ServerCopy copy, long now) {
        if (copies.isEmpty()) {
            began = now;
        }
        copies.add(copy);
        quietAt = now + QUIET_MILLIS;
    }

    /** Removes a copy. */
    void forget(ServerCopy copy) {
        copies.remove(copy);
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    /** Returns when {@link #settled} is due; {@link Long#MAX_VALUE} for never. */
    long nextCheck() {
        return copies.isEmpty() ? Long.MAX_VALUE : Math.min(quietAt, began + MAX_MILLIS);
    }

    /** Removes and returns the copies that are complete, the most trustworthy first. */
    List<ServerCopy> settled(long now) {
        if (now < nextCheck()) {
            return List.of();
        }
        List<ServerCopy> settled =
                copies.stream()
                        .sorted(Comparator.comparing(copy -> !copy.isKnown() || copy.isStale()))
                        .toList();
        copies.clear();
        return settled;
    }
}

package io.multiconnection.replica;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The copies whose servers are telling what they hold. Nothing says when they have told all: it is
 * so when all of them are quiet for a moment, or others have long been writing there. They settle
 * together, so that one that is to be healed gets the best that is known.
 */
final class JoiningCopies {

    private static final long QUIET_MILLIS = 200;
    private static final long MAX_MILLIS = 2000;

    private final Set<ServerCopy> copies = new LinkedHashSet<>();
    private long began;
    private long quietAt;

    /** The server of {@code copy} has said something. */
    void heard(ServerCopy copy, long now) {
        if (copies.isEmpty()) {
            began = now;
        }
        copies.add(copy);
        quietAt = now + QUIET_MILLIS;
    }

    /** It joins no longer. */
    void forget(ServerCopy copy) {
        copies.remove(copy);
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    /** When to ask for those that have settled; {@link Long#MAX_VALUE} for never. */
    long wake() {
        return copies.isEmpty() ? Long.MAX_VALUE : Math.min(quietAt, began + MAX_MILLIS);
    }

    /** Those that have told all they hold, the most trustworthy first; they join no longer. */
    List<ServerCopy> settled(long now) {
        if (now < wake()) {
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

package io.multiconnection.publish;

import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.target.ServerSlot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Servers that may still hold the name of a stream for a connection that was lost, so that a
 * refusal of theirs may pass (ADR 0010). Not thread-safe.
 */
public final class NameClaims {

    /**
     * Time for which a server that was lost while it was asked may hold the name. Servers notice
     * that a connection is dead by its end or by a ping; the longest common interval is 30 s.
     */
    private static final long UNANSWERED_NANOS = TimeUnit.SECONDS.toNanos(40);

    private final LongSupplier nanoTime;
    private final Set<ServerSlot> taken = new HashSet<>();

    /** Time at which a server first hung up instead of an answer. */
    private final Map<ServerSlot, Long> hungUp = new HashMap<>();

    NameClaims(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A server publishes the stream. */
    void taken(ServerSlot server) {
        taken.add(server);
        hungUp.remove(server);
    }

    /** The stream is no longer published. */
    void clear() {
        taken.clear();
        hungUp.clear();
    }

    /**
     * Returns whether a failed publish may succeed later. A server that has taken the stream may
     * hold it for the connection that was lost. One that never did and hangs up has lost its
     * connection or refuses: it is asked once more, and may hold the name from the first time.
     */
    boolean mayPass(ServerSlot server, Kind fault) {
        if (taken.contains(server)) {
            return true;
        }
        return switch (fault) {
            case HUNG_UP -> hungUp.putIfAbsent(server, nanoTime.getAsLong()) == null;
            case REFUSED -> isHeld(server);
            default -> false;
        };
    }

    private boolean isHeld(ServerSlot server) {
        Long since = hungUp.get(server);
        return since != null && nanoTime.getAsLong() - since < UNANSWERED_NANOS;
    }
}

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
 * Servers that may still hold the name of a stream for a connection that was lost, so that their
 * refusal is temporary (ADR 0010). Not thread-safe.
 */
public final class NameClaims {

    /**
     * Time for which a server that was lost during publish may hold the name. Servers detect a dead
     * connection by its end or by a ping; the longest common interval is 30 s.
     */
    private static final long UNANSWERED_NANOS = TimeUnit.SECONDS.toNanos(40);

    private final LongSupplier nanoTime;
    private final Set<ServerSlot> taken = new HashSet<>();

    /** Time at which a server first hung up in place of a response. */
    private final Map<ServerSlot, Long> hungUp = new HashMap<>();

    NameClaims(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes a server that publishes the stream. */
    void taken(ServerSlot server) {
        taken.add(server);
        hungUp.remove(server);
    }

    /** Notes that the stream is no longer published. */
    void clear() {
        taken.clear();
        hungUp.clear();
    }

    /**
     * Returns whether a failed publish may succeed later. A server that has accepted the stream may
     * hold its name for the lost connection. A server that never did and hangs up has either lost
     * the connection or refuses: publish is retried once, and the server may hold the name since
     * the first attempt.
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

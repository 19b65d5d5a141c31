package io.multiconnection.gateway;

import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.AllowList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rights of a client, within those that the gateway gives to every client. Thread-safe.
 *
 * @param operations allowed operations
 * @param scope pools, rooms and servers that the client may name
 * @param servers limit of the servers of a session
 * @param streams limit of the open streams of a session
 * @param bytesPerSecond limit of the bytes that a session sends
 * @param isOperator whether the client may use the operators' API
 */
public record Rights(
        Set<Operation> operations,
        Scope scope,
        int servers,
        int streams,
        int bytesPerSecond,
        boolean isOperator) {

    /** Rights of every client of a gateway that requires no tokens. */
    public static final Rights ALL =
            new Rights(
                    Set.of(Operation.values()),
                    Scope.ALL,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    false);

    public Rights {
        operations = Set.copyOf(operations);
    }

    /**
     * Names that a client may use; null does not restrict them.
     *
     * @param pools names of pools
     * @param rooms ids of rooms, and names of groups after {@code group:}
     * @param destinations servers that are named by URL
     */
    public record Scope(
            @Nullable Set<String> pools,
            @Nullable Set<String> rooms,
            @Nullable AllowList destinations) {

        public static final Scope ALL = new Scope(null, null, null);

        public Scope {
            pools = pools == null ? null : Set.copyOf(pools);
            rooms = rooms == null ? null : Set.copyOf(rooms);
        }

        /** Returns whether the client may use a pool. */
        public boolean allowsPool(String name) {
            return pools == null || pools.contains(name);
        }

        /** Returns whether the client may enter the room of an id. */
        public boolean allowsRoom(String id) {
            return rooms == null || (rooms.contains(id) && !id.startsWith(GROUP));
        }

        /** Returns whether the client may enter the best room of a group. */
        public boolean allowsGroup(String name) {
            return rooms == null || rooms.contains(GROUP + name);
        }

        /** Returns whether the client may name a server. */
        public boolean allows(RtmpUrl url) {
            return destinations == null || destinations.allow(url);
        }
    }

    private static final String GROUP = "group:";

    /** Returns whether an operation is allowed. */
    public boolean allows(Operation operation) {
        return operations.contains(operation);
    }

    /** Returns the limits of a session with these rights. */
    SessionLimits within(SessionLimits limits) {
        SessionLimits.Messages messages = limits.messages();
        SessionLimits.Counts counts = limits.counts();
        return limits.withCounts(
                        new SessionLimits.Counts(
                                Math.min(servers, counts.servers()),
                                Math.min(streams, counts.streams()),
                                counts.requests(),
                                counts.incomingCalls(),
                                counts.sharedObjects()))
                .withMessages(
                        new SessionLimits.Messages(
                                messages.textBytes(),
                                messages.frameBytes(),
                                messages.jsonDepth(),
                                messages.perSecond(),
                                Math.min(bytesPerSecond, messages.bytesPerSecond())));
    }
}

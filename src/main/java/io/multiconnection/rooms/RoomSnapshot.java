package io.multiconnection.rooms;

import static java.util.stream.Collectors.groupingBy;

import io.multiconnection.protocol.Request.RoomRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Immutable snapshot of the rooms of a directory. */
final class RoomSnapshot {

    static final RoomSnapshot NONE = new RoomSnapshot(Map.of(), 0);

    private final Map<String, Room> byId;
    private final Map<String, List<Room>> byGroup;
    private final int malformed;

    RoomSnapshot(Map<String, Room> byId, int malformed) {
        this.byId = Map.copyOf(byId);
        this.byGroup =
                byId.values().stream()
                        .filter(room -> room.group() != null)
                        .collect(groupingBy(room -> Objects.requireNonNull(room.group())));
        this.malformed = malformed;
    }

    /** Returns the room, or the rooms of the group; empty if there is none. */
    List<Room> matching(RoomRef ref) {
        return switch (ref) {
            case RoomRef.Room(String id) -> room(id);
            case RoomRef.Group(String name) -> byGroup.getOrDefault(name, List.of());
        };
    }

    private List<Room> room(String id) {
        @Nullable Room room = byId.get(id);
        return room == null ? List.of() : List.of(room);
    }

    Collection<Room> all() {
        return byId.values();
    }

    /** Returns the number of slots that were malformed or over the limit. */
    int malformed() {
        return malformed;
    }
}

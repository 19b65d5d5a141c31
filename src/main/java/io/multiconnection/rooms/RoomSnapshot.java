package io.multiconnection.rooms;

import static java.util.stream.Collectors.groupingBy;

import io.multiconnection.protocol.Request.RoomRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a directory said at one moment. Immutable. */
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

    /** The room that is meant, or those of the group; empty if there is none. */
    List<Room> meant(RoomRef ref) {
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

    /** Slots that are no room, or were too many. */
    int malformed() {
        return malformed;
    }
}

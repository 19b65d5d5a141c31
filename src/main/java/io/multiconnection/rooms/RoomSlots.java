package io.multiconnection.rooms;

import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Release;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.target.AllowList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Slots of a directory, received on one connection to its master. */
final class RoomSlots {

    /** Limit of the slots of a directory, including malformed ones. */
    static final int MAX_SLOTS = 16_384;

    private final AllowList allowed;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Set<String> malformed = new HashSet<>();
    private int tooMany;

    /** Creates an empty set whose rooms keep their {@code allowed} servers only. */
    RoomSlots(AllowList allowed) {
        this.allowed = allowed;
    }

    /** Applies events of the master. */
    void apply(List<SharedObjectEvent> events) {
        for (SharedObjectEvent event : events) {
            switch (event) {
                case Change(String slot, AmfValue value) -> change(slot, value);
                case Remove(String slot) -> forget(slot);
                case Malformed(_, String slot, _) -> malformed(slot);
                case Clear _ -> clear();
                case UseSuccess _,
                        Success _,
                        SendMessage _,
                        Status _,
                        Use _,
                        Release _,
                        RequestChange _,
                        RequestRemove _ -> {}
            }
        }
    }

    private void change(String slot, AmfValue value) {
        if (hasRoomFor(slot)) {
            try {
                rooms.put(slot, RoomReader.read(slot, value).among(allowed));
            } catch (IllegalArgumentException _) {
                malformed.add(slot);
            }
        }
    }

    /** Records an unreadable slot; its name may be unknown. */
    private void malformed(String slot) {
        if (!slot.isEmpty() && hasRoomFor(slot)) {
            malformed.add(slot);
        }
    }

    private boolean hasRoomFor(String slot) {
        forget(slot);
        boolean hasRoom = rooms.size() + malformed.size() < MAX_SLOTS;
        tooMany += hasRoom ? 0 : 1;
        return hasRoom;
    }

    private void forget(String slot) {
        rooms.remove(slot);
        malformed.remove(slot);
    }

    private void clear() {
        rooms.clear();
        malformed.clear();
        tooMany = 0;
    }

    /** Returns a snapshot of the rooms. */
    RoomSnapshot rooms() {
        return new RoomSnapshot(rooms, malformed.size() + tooMany);
    }
}

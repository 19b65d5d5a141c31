package io.multiconnection.objects;

import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
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
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.SharedObjectLimits;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shared object with its slots, version and users.
 *
 * <p>A message that changes something creates one new version. The client that requested a change
 * receives success, other users receive the change; all users receive a removal or a message, as
 * with Red5. Persistent changes are stored before any user is notified.
 */
final class ServerSharedObject {

    static final String NO_WRITE_ACCESS = "SharedObject.NoWriteAccess";

    private final ObjectKey key;
    private final boolean persistent;
    private final SharedObjectLimits limits;
    private final ObjectBudget budget;
    private final ObjectStore store;
    private final Map<String, StoredSlot> slots = new LinkedHashMap<>();
    private final Set<ServerConnection> users = new LinkedHashSet<>();
    private int version;
    private int bytes;

    ServerSharedObject(
            ObjectKey key,
            boolean persistent,
            SharedObjectLimits limits,
            ObjectBudget budget,
            ObjectStore store) {
        this.key = key;
        this.persistent = persistent;
        this.limits = limits;
        this.budget = budget;
        this.store = store;
    }

    /** Effects of one message. */
    private static final class Turn {

        /** Sender; null for the server's own program. */
        final @Nullable ServerConnection client;

        final List<SharedObjectEvent> mine = new ArrayList<>();
        final List<SharedObjectEvent> others = new ArrayList<>();
        final List<SharedObjectEvent> stored = new ArrayList<>();
        boolean joined;

        Turn(@Nullable ServerConnection client) {
            this.client = client;
        }

        void all(SharedObjectEvent event) {
            mine.add(event);
            others.add(event);
        }
    }

    /** Returns whether only users of the object may send this event. */
    static boolean isWrite(SharedObjectEvent event) {
        return switch (event) {
            case RequestChange _, RequestRemove _, SendMessage _, Clear _, Malformed _ -> true;
            case Use _, Release _, UseSuccess _, Change _, Success _, Status _, Remove _ -> false;
        };
    }

    ObjectKey key() {
        return key;
    }

    boolean isPersistent() {
        return persistent;
    }

    /** Returns whether it is a temporary object without users. */
    boolean isOver() {
        return !persistent && users.isEmpty();
    }

    /** Returns whether only its version would be lost with it. */
    boolean isUnused() {
        return users.isEmpty() && slots.isEmpty();
    }

    AmfObject values() {
        AmfObject values = new AmfObject();
        slots.forEach((name, slot) -> values.with(name, slot.value()));
        return values;
    }

    /** Returns the entries that restore the object, each of moderate size. */
    Stream<ObjectStore.Entry> entries() {
        List<ObjectStore.Entry> entries = new ArrayList<>();
        SlotBatches parts = new SlotBatches(slots);
        do {
            entries.add(new ObjectStore.Entry(key.app(), key.name(), version, parts.next()));
        } while (parts.hasNext());
        return entries.stream();
    }

    void restore(ObjectStore.Entry entry) {
        for (SharedObjectEvent event : entry.events()) {
            switch (event) {
                case Change(String slot, AmfValue value) -> put(slot, StoredSlot.of(slot, value));
                case Remove(String slot) -> drop(slot);
                case Clear _ -> List.copyOf(slots.keySet()).forEach(this::drop);
                case SharedObjectEvent other ->
                        throw new IllegalArgumentException("stored " + other);
            }
        }
        version = entry.version();
    }

    void received(ServerConnection client, SharedObjectMessage message) {
        Turn turn = new Turn(client);
        message.events().forEach(event -> received(event, turn, message.version()));
        finish(turn);
    }

    /** Applies an event of the server's own program. */
    void ask(SharedObjectEvent event) {
        Turn turn = new Turn(null);
        write(event, turn);
        finish(turn);
        if (turn.mine.stream().anyMatch(Status.class::isInstance)) {
            throw new IllegalArgumentException("the slot, its name or its value is over a limit");
        }
    }

    private void received(SharedObjectEvent event, Turn turn, int clientVersion) {
        ServerConnection client = turn.client;
        if (client == null) {
            return;
        }
        if (event instanceof Use) {
            use(client, turn, clientVersion);
        } else if (event instanceof Release) {
            users.remove(client);
        } else if (isWrite(event) && !users.contains(client)) {
            turn.mine.add(new Status(NO_WRITE_ACCESS, "error"));
        } else {
            write(event, turn);
        }
    }

    /** Sends all slots, unless the client's copy has the current version. */
    private void use(ServerConnection client, Turn turn, int clientVersion) {
        if (!users.contains(client) && users.size() >= limits.maxUsers()) {
            turn.mine.add(new Status("SharedObject.ObjectCreationFailed", "error"));
            return;
        }
        users.add(client);
        turn.joined = true;
        turn.mine.add(new UseSuccess());
        if (!persistent || clientVersion == 0 || clientVersion != version) {
            turn.mine.add(new Clear());
        }
    }

    private void write(SharedObjectEvent event, Turn turn) {
        switch (event) {
            case RequestChange(String slot, AmfNull _) -> remove(slot, turn);
            case RequestChange(String slot, AmfUndefined _) -> remove(slot, turn);
            case RequestChange(String slot, AmfValue value) -> change(slot, value, turn);
            case RequestRemove(String slot) -> remove(slot, turn);
            case Clear _ -> List.copyOf(slots.keySet()).forEach(slot -> remove(slot, turn));
            case SendMessage message -> turn.all(message);
            case Malformed(_, String slot, _) -> refuseUnreadable(slot, turn);
            // what only servers say
            case Use _, Release _, UseSuccess _, Change _, Success _, Status _, Remove _ -> {}
        }
    }

    private void change(String name, AmfValue value, Turn turn) {
        StoredSlot slot = admissible(name, value);
        if (slot == null) {
            refuse(name, turn);
            return;
        }
        put(name, slot);
        turn.mine.add(new Success(name));
        turn.others.add(new Change(name, value));
        turn.stored.add(new Change(name, value));
    }

    private @Nullable StoredSlot admissible(String name, AmfValue value) {
        if (ByteBufUtil.utf8Bytes(name) > limits.maxNameBytes()) {
            return null;
        }
        try {
            StoredSlot slot = StoredSlot.of(name, value);
            StoredSlot before = slots.get(name);
            int more = slot.bytes() - (before == null ? 0 : before.bytes());
            boolean fits =
                    (before != null || slots.size() < limits.maxSlots())
                            && StoredSlot.bytes(value) <= limits.maxValueBytes()
                            && more <= limits.maxObjectBytes() - bytes
                            && budget.has(more);
            return fits ? slot : null;
        } catch (AmfException _) {
            return null;
        }
    }

    /** Refuses a write that cannot be read and may not name its slot. */
    private void refuseUnreadable(String name, Turn turn) {
        if (name.isEmpty()) {
            turn.mine.add(new Status(NO_WRITE_ACCESS, "error"));
        } else {
            refuse(name, turn);
        }
    }

    /** Reports the refusal and the current value of the slot. */
    private void refuse(String name, Turn turn) {
        turn.mine.add(new Status(NO_WRITE_ACCESS, "error"));
        StoredSlot standing = slots.get(name);
        if (standing != null) {
            turn.mine.add(new Change(name, standing.value()));
        } else if (ByteBufUtil.utf8Bytes(name) <= limits.maxNameBytes()) {
            turn.mine.add(new Remove(name));
        }
    }

    private void remove(String name, Turn turn) {
        if (slots.containsKey(name)) {
            drop(name);
            turn.others.add(new Remove(name));
            turn.stored.add(new Remove(name));
        }
        turn.mine.add(new Remove(name));
    }

    private void put(String name, StoredSlot slot) {
        drop(name);
        slots.put(name, slot);
        count(slot.bytes());
    }

    private void drop(String name) {
        StoredSlot dropped = slots.remove(name);
        if (dropped != null) {
            count(-dropped.bytes());
        }
    }

    private void count(int more) {
        bytes += more;
        budget.add(more);
    }

    private void finish(Turn turn) {
        List<ServerConnection> hearers = new ArrayList<>(users);
        hearers.remove(turn.client);
        if (!turn.stored.isEmpty()) {
            version++;
        }
        int told = version;
        if (!persistent) {
            tell(turn, hearers, told);
            return;
        }
        if (!turn.stored.isEmpty()) {
            store.append(new ObjectStore.Entry(key.app(), key.name(), told, turn.stored));
        }
        store.whenStored(
                success -> {
                    if (!success && turn.mine.removeIf(Success.class::isInstance)) {
                        turn.mine.add(new Status(NO_WRITE_ACCESS, "error"));
                    }
                    tell(turn, hearers, told);
                });
    }

    private void tell(Turn turn, List<ServerConnection> hearers, int told) {
        if (!turn.others.isEmpty()) {
            hearers.forEach(user -> tell(user, told, turn.others));
        }
        ServerConnection client = turn.client;
        if (client == null) {
            return;
        }
        if (!turn.mine.isEmpty()) {
            tell(client, told, turn.mine);
        }
        if (turn.joined) {
            join(client, new SlotBatches(slots));
        }
    }

    /**
     * Sends all slots to a new user as fast as it reads. Changes in the meantime are sent in
     * between.
     */
    private void join(ServerConnection client, SlotBatches parts) {
        if (parts.hasNext() && users.contains(client)) {
            tell(client, version, parts.next());
            client.whenWritable(() -> join(client, parts));
        }
    }

    private void tell(ServerConnection user, int told, List<SharedObjectEvent> events) {
        user.tell(key.name(), told, persistent, events);
    }

    void release(ServerConnection client) {
        users.remove(client);
    }

    void end() {
        count(-bytes);
    }
}

package io.multiconnection.objects;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.server.ServerConnection;
import io.multiconnection.rtmp.server.SharedObjectLimits;
import io.netty.buffer.ByteBufUtil;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All shared objects of a server. Lives on the event loop of its clients. */
public final class ServerSharedObjects {

    private final SharedObjectLimits limits;
    private final ObjectStore store;
    private final Map<ObjectKey, ServerSharedObject> objects = new LinkedHashMap<>();
    private final ObjectBudget budget;

    /** Creates the objects; persistent ones are kept in {@code store}, which stays the caller's. */
    public ServerSharedObjects(SharedObjectLimits limits, ObjectStore store) {
        this.limits = limits;
        this.store = store;
        this.budget = new ObjectBudget(limits.maxTotalBytes());
    }

    /** Takes an entry of the store again; for the time before the first client. */
    public void restore(ObjectStore.Entry entry) {
        ObjectKey key = new ObjectKey(entry.app(), entry.name());
        objects.computeIfAbsent(key, _ -> make(key, true)).restore(entry);
    }

    /** Receives a message of a client. */
    public void received(ServerConnection client, SharedObjectMessage message) {
        ObjectKey key = new ObjectKey(client.app(), message.name());
        ServerSharedObject object = objects.get(key);
        if (object == null && message.events().contains(new Use())) {
            object = create(key, message.persistent());
            if (object == null) {
                refuse(client, message, "SharedObject.ObjectCreationFailed");
                return;
            }
        }
        if (object == null) {
            if (message.events().stream().anyMatch(ServerSharedObject::isWrite)) {
                refuse(client, message, ServerSharedObject.NO_WRITE_ACCESS);
            }
        } else if (object.isPersistent() != message.persistent()) {
            refuse(client, message, "SharedObject.BadPersistence");
        } else {
            object.received(client, message);
            settle(object);
        }
    }

    /** Releases all objects that a disconnected client uses. */
    public void disconnected(ServerConnection client) {
        List.copyOf(objects.values())
                .forEach(
                        object -> {
                            object.release(client);
                            settle(object);
                        });
    }

    /**
     * Changes a slot in the name of the server; all users receive the change.
     *
     * @param value null or undefined to remove the slot
     * @throws IllegalArgumentException if there is no such object, it cannot be created, or a limit
     *     is exceeded
     */
    public void set(String app, String name, boolean persistent, String slot, AmfValue value) {
        write(app, name, persistent, new RequestChange(slot, value));
    }

    /** Calls a handler on all users of an object. */
    public void send(
            String app, String name, boolean persistent, String handler, List<AmfValue> arguments) {
        write(app, name, persistent, new SharedObjectEvent.SendMessage(handler, arguments));
    }

    /** Removes all slots of an object. */
    public void clear(String app, String name, boolean persistent) {
        write(app, name, persistent, new SharedObjectEvent.Clear());
    }

    /** Returns the slots of an object; empty if there is no such object. */
    public AmfObject get(String app, String name) {
        ServerSharedObject object = objects.get(new ObjectKey(app, name));
        return object == null ? new AmfObject() : object.values();
    }

    private void write(String app, String name, boolean persistent, SharedObjectEvent event) {
        ObjectKey key = new ObjectKey(app, name);
        ServerSharedObject object = objects.get(key);
        if (object == null && persistent) {
            object = create(key, true);
        }
        if (object == null || object.isPersistent() != persistent) {
            throw new IllegalArgumentException(
                    "%s shared object that is not there"
                            .formatted(persistent ? "persistent" : "temporary"));
        }
        object.ask(event);
        settle(object);
    }

    private void settle(ServerSharedObject object) {
        if (object.isOver()) {
            object.end();
            objects.remove(object.key());
        }
        if (store.isWasteful()) {
            store.compact(
                    objects.values().stream()
                            .filter(ServerSharedObject::isPersistent)
                            .flatMap(ServerSharedObject::entries));
        }
    }

    private @Nullable ServerSharedObject create(ObjectKey key, boolean persistent) {
        int nameBytes = ByteBufUtil.utf8Bytes(key.name());
        if (nameBytes == 0 || nameBytes > limits.maxNameBytes()) {
            return null;
        }
        forgetEmpty();
        if (objects.size() >= limits.maxObjects()) {
            return null;
        }
        ServerSharedObject object = make(key, persistent);
        objects.put(key, object);
        return object;
    }

    private ServerSharedObject make(ObjectKey key, boolean persistent) {
        return new ServerSharedObject(key, persistent, limits, budget, store);
    }

    /**
     * Drops empty persistent objects, which are kept for their version only while there is room.
     */
    private void forgetEmpty() {
        Iterator<ServerSharedObject> oldest = objects.values().iterator();
        while (objects.size() >= limits.maxObjects() && oldest.hasNext()) {
            if (oldest.next().isUnused()) {
                oldest.remove();
            }
        }
    }

    private static void refuse(ServerConnection client, SharedObjectMessage message, String code) {
        client.tell(message.name(), 0, message.persistent(), List.of(new Status(code, "error")));
    }
}

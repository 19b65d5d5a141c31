package io.multiconnection.rtmp.client;

import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import java.util.HashMap;
import java.util.Map;

/** Shared objects that one connection uses on its server, by their names. */
final class OpenSharedObjects {

    private final Map<String, SharedObject> objects = new HashMap<>();

    /**
     * Adds an object.
     *
     * @throws IllegalStateException if one of that name is in use
     */
    void add(SharedObject object) {
        if (objects.putIfAbsent(object.name(), object) != null) {
            throw new IllegalStateException("the shared object " + object.name() + " is in use");
        }
    }

    void remove(SharedObject object) {
        objects.remove(object.name(), object);
    }

    /** Passes a message to its shared object; ignores it if that is not in use. */
    void received(SharedObjectMessage message) {
        SharedObject object = objects.get(message.name());
        if (object != null) {
            object.received(message.version(), message.events());
        }
    }
}

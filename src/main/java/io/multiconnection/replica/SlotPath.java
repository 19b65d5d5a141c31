package io.multiconnection.replica;

import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.Request.PathWrite;
import io.multiconnection.replica.ReplicaException.Kind;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes inside a value, as Flash's {@code so.data.user.name = …} does. */
final class SlotPath {

    /**
     * Highest array index. Elements between the end of the array and the index become undefined.
     */
    private static final int MAX_INDEX = 0xFFFF;

    /** Containers created by these writes, which later writes may modify in place. */
    private final Set<AmfValue> made = Collections.newSetFromMap(new IdentityHashMap<>());

    private SlotPath() {}

    /**
     * Applies writes in order and returns the new values of their slots. A path consists of a slot
     * and names inside its value. Null deletes, as undefined does.
     *
     * @throws ReplicaException if a path leads through a value without members
     */
    static Map<String, AmfValue> written(Slots held, List<PathWrite> writes) {
        SlotPath paths = new SlotPath();
        Map<String, AmfValue> next = new LinkedHashMap<>();
        for (PathWrite write : writes) {
            String slot = write.path().getFirst();
            AmfValue root = next.getOrDefault(slot, held.get(slot));
            AmfValue value =
                    write.value() instanceof AmfNull ? AmfUndefined.UNDEFINED : write.value();
            next.put(slot, paths.with(root, write.path().subList(1, write.path().size()), value));
        }
        return next;
    }

    /**
     * Returns a copy of {@code root} with {@code value} at the end of {@code path}; undefined
     * deletes. Members beside the path are shared with {@code root}; missing objects are created.
     * Each container is copied once for all writes, so that many writes into a large one are cheap.
     *
     * @throws ReplicaException if the path leads through a value without members
     */
    private AmfValue with(AmfValue root, List<String> path, AmfValue value) {
        if (path.isEmpty()) {
            return value;
        }
        String key = path.getFirst();
        List<String> rest = path.subList(1, path.size());
        return switch (root) {
            case AmfUndefined _, AmfNull _ when SlotValue.isGone(value) -> root;
            case AmfUndefined _, AmfNull _ -> with(own(new AmfObject()), path, value);
            case AmfObject object -> {
                AmfObject copy =
                        isOwn(object)
                                ? object
                                : own(new AmfObject(object.traits(), object.properties()));
                put(copy.properties(), key, rest, value);
                yield copy;
            }
            case AmfEcmaArray array -> {
                AmfEcmaArray copy =
                        isOwn(array) ? array : own(new AmfEcmaArray(array.properties()));
                put(copy.properties(), key, rest, value);
                yield copy;
            }
            case AmfStrictArray array -> {
                AmfStrictArray copy =
                        isOwn(array) ? array : own(new AmfStrictArray(array.elements()));
                set(copy.elements(), key, rest, value);
                yield copy;
            }
            case AmfValue _ ->
                    throw new ReplicaException(
                            Kind.UNWRITABLE,
                            "a path leads to \"%s\" inside a value without members, expected an object or an array"
                                    .formatted(key));
        };
    }

    private boolean isOwn(AmfValue container) {
        return made.contains(container);
    }

    private <T extends AmfValue> T own(T container) {
        made.add(container);
        return container;
    }

    private void put(Map<String, AmfValue> members, String key, List<String> rest, AmfValue value) {
        AmfValue inside = with(members.getOrDefault(key, AmfUndefined.UNDEFINED), rest, value);
        if (SlotValue.isGone(inside)) {
            members.remove(key);
        } else {
            members.put(key, inside);
        }
    }

    private void set(List<AmfValue> elements, String key, List<String> rest, AmfValue value) {
        int index = index(key);
        while (elements.size() <= index) {
            elements.add(AmfUndefined.UNDEFINED);
        }
        elements.set(index, with(elements.get(index), rest, value));
    }

    private static int index(String key) {
        try {
            int index = Integer.parseInt(key);
            if (index >= 0 && index <= MAX_INDEX) {
                return index;
            }
        } catch (NumberFormatException _) {
            // reported below, as for a number out of range
        }
        throw new ReplicaException(
                Kind.UNWRITABLE,
                "a path leads to \"%s\" inside an array, expected 0..%d".formatted(key, MAX_INDEX));
    }
}

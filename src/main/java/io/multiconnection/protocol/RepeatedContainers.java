package io.multiconnection.protocol;

import io.multiconnection.amf.AmfBoolean;
import io.multiconnection.amf.AmfByteArray;
import io.multiconnection.amf.AmfDate;
import io.multiconnection.amf.AmfDictionary;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfExternalizable;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.AmfVector;
import io.multiconnection.amf.AmfXml;
import io.multiconnection.amf.AmfXmlDocument;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** Containers that occur more than once in a message and so need an id in JSON. */
final class RepeatedContainers {

    /** Containers of the message, and whether they occur more than once. */
    private final IdentityHashMap<AmfValue, Boolean> containers = new IdentityHashMap<>(2);

    /** Walks through {@code values} iteratively; stops at a container it has met before. */
    RepeatedContainers(Collection<AmfValue> values) {
        Deque<AmfValue> pending = new ArrayDeque<>(values);
        for (AmfValue next = pending.poll(); next != null; next = pending.poll()) {
            meet(next, pending);
        }
    }

    boolean contains(AmfValue container) {
        return containers.getOrDefault(container, false);
    }

    private void meet(AmfValue value, Deque<AmfValue> pending) {
        switch (value) {
            case AmfUndefined _,
                    AmfNull _,
                    AmfBoolean _,
                    AmfInteger _,
                    AmfNumber _,
                    AmfString _,
                    AmfDate _,
                    AmfXml _,
                    AmfXmlDocument _ -> {}
            case AmfByteArray _ -> {}
            case AmfStrictArray array -> meetOnce(array, array.elements(), pending);
            case AmfEcmaArray array -> meetOnce(array, array.properties().values(), pending);
            case AmfObject object -> meetOnce(object, object.properties().values(), pending);
            case AmfExternalizable object -> meetOnce(object, object.body(), pending);
            case AmfVector.OfObject vector -> meetOnce(vector, vector.elements(), pending);
            case AmfVector vector -> meetOnce(vector, Set.of(), pending);
            case AmfDictionary dictionary ->
                    meetOnce(dictionary, dictionary.keysAndValues(), pending);
        }
    }

    private void meetOnce(
            AmfValue container, Collection<AmfValue> contents, Deque<AmfValue> pending) {
        if (containers.putIfAbsent(container, false) == null) {
            pending.addAll(contents);
        } else {
            containers.put(container, true);
        }
    }
}

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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Which containers of a message are met more than once, and so need an id in JSON. */
final class SharedValues {

    private final Set<AmfValue> met = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<AmfValue> shared = Collections.newSetFromMap(new IdentityHashMap<>());

    boolean isShared(AmfValue value) {
        return shared.contains(value);
    }

    /** Walks through a value; ends where it comes to one it has met, so cycles are no trouble. */
    void count(AmfValue value) {
        switch (value) {
            case AmfUndefined _,
                    AmfNull _,
                    AmfBoolean _,
                    AmfInteger _,
                    AmfNumber _,
                    AmfString _,
                    AmfDate _,
                    AmfXml _,
                    AmfXmlDocument _,
                    AmfByteArray _ -> {}
            case AmfStrictArray array -> countOnce(array, array.elements());
            case AmfEcmaArray array -> countOnce(array, array.properties().values());
            case AmfObject object -> countOnce(object, object.properties().values());
            case AmfExternalizable object -> countOnce(object, object.body());
            case AmfVector.OfObject vector -> countOnce(vector, vector.elements());
            case AmfVector vector -> countOnce(vector, Set.of());
            case AmfDictionary dictionary -> {
                if (meet(dictionary)) {
                    for (AmfDictionary.Entry entry : dictionary.entries()) {
                        count(entry.key());
                        count(entry.value());
                    }
                }
            }
        }
    }

    private void countOnce(AmfValue container, Iterable<AmfValue> contents) {
        if (meet(container)) {
            contents.forEach(this::count);
        }
    }

    private boolean meet(AmfValue container) {
        if (met.add(container)) {
            return true;
        }
        shared.add(container);
        return false;
    }
}

package io.multiconnection.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.AmfVector;
import io.multiconnection.amf.AmfXml;
import io.multiconnection.amf.AmfXmlDocument;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Copies values with all of their text changed; what was shared or a cycle stays so. */
final class Redacted {

    private final UnaryOperator<String> text;
    private final IdentityHashMap<AmfValue, AmfValue> copies = new IdentityHashMap<>();

    Redacted(UnaryOperator<String> text) {
        this.text = text;
    }

    List<AmfValue> all(List<AmfValue> values) {
        return values.stream().map(this::copy).toList();
    }

    private AmfValue copy(AmfValue value) {
        AmfValue known = copies.get(value);
        if (known != null) {
            return known;
        }
        return switch (value) {
            case AmfUndefined _, AmfNull _, AmfBoolean _, AmfInteger _, AmfNumber _, AmfDate _ ->
                    value;
            case AmfString(String words) -> new AmfString(text.apply(words));
            case AmfXml(String words) -> new AmfXml(text.apply(words));
            case AmfXmlDocument(String words) -> new AmfXmlDocument(text.apply(words));
            case AmfByteArray bytes -> known(bytes, bytes(bytes));
            case AmfObject object -> {
                AmfObject copy = known(object, new AmfObject(traits(object.traits())));
                putAll(object.properties(), copy.properties());
                yield copy;
            }
            case AmfEcmaArray array -> {
                AmfEcmaArray copy = known(array, new AmfEcmaArray());
                putAll(array.properties(), copy.properties());
                yield copy;
            }
            case AmfStrictArray array -> {
                AmfStrictArray copy = known(array, new AmfStrictArray());
                copy.elements().addAll(all(array.elements()));
                yield copy;
            }
            case AmfExternalizable object -> {
                AmfExternalizable copy =
                        known(object, new AmfExternalizable(object.className(), List.of()));
                copy.body().addAll(all(object.body()));
                yield copy;
            }
            case AmfDictionary dictionary -> {
                AmfDictionary copy =
                        known(dictionary, new AmfDictionary(List.of(), dictionary.weakKeys()));
                for (AmfDictionary.Entry entry : dictionary.entries()) {
                    AmfValue key = copy(entry.key());
                    copy.entries().add(new AmfDictionary.Entry(key, copy(entry.value())));
                }
                yield copy;
            }
            case AmfVector.OfObject vector -> {
                AmfVector.OfObject copy =
                        known(
                                vector,
                                new AmfVector.OfObject(
                                        vector.className(), List.of(), vector.fixed()));
                copy.elements().addAll(all(vector.elements()));
                yield copy;
            }
            case AmfVector numbers -> numbers;
        };
    }

    /** Before its inside is copied, which may refer to it. */
    private <T extends AmfValue> T known(AmfValue value, T copy) {
        copies.put(value, copy);
        return copy;
    }

    private void putAll(Map<String, AmfValue> properties, Map<String, AmfValue> copy) {
        properties.forEach((name, value) -> copy.put(text.apply(name), copy(value)));
    }

    private AmfTraits traits(AmfTraits traits) {
        return new AmfTraits(
                text.apply(traits.className()),
                traits.dynamic(),
                traits.sealedMembers().stream().map(text).toList());
    }

    private AmfByteArray bytes(AmfByteArray array) {
        String bytes = new String(array.bytes(), ISO_8859_1);
        return new AmfByteArray(text.apply(bytes).getBytes(ISO_8859_1));
    }
}

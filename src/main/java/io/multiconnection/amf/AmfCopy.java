package io.multiconnection.amf;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Copies values with what they are made of changed; what was shared or a cycle stays so. One copies
 * the values of one graph.
 */
public final class AmfCopy {

    private final UnaryOperator<AmfValue> scalar;
    private final UnaryOperator<String> name;
    private final IdentityHashMap<AmfValue, AmfValue> copies = new IdentityHashMap<>();

    /**
     * @param scalar changes what holds no other values; a ByteArray is one, a Vector of numbers too
     * @param name changes names of properties and classes
     */
    public AmfCopy(UnaryOperator<AmfValue> scalar, UnaryOperator<String> name) {
        this.scalar = scalar;
        this.name = name;
    }

    public List<AmfValue> all(List<AmfValue> values) {
        return values.stream().map(this::of).toList();
    }

    public AmfValue of(AmfValue value) {
        AmfValue known = copies.get(value);
        if (known != null) {
            return known;
        }
        return switch (value) {
            case AmfUndefined _, AmfNull _, AmfBoolean _, AmfInteger _, AmfNumber _, AmfString _ ->
                    scalar.apply(value);
            case AmfDate _, AmfXml _, AmfXmlDocument _ -> scalar.apply(value);
            case AmfByteArray _ -> known(value, scalar.apply(value));
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
                        known(
                                object,
                                new AmfExternalizable(name.apply(object.className()), List.of()));
                copy.body().addAll(all(object.body()));
                yield copy;
            }
            case AmfDictionary dictionary -> {
                AmfDictionary copy =
                        known(dictionary, new AmfDictionary(List.of(), dictionary.weakKeys()));
                for (AmfDictionary.Entry entry : dictionary.entries()) {
                    copy.entries().add(new AmfDictionary.Entry(of(entry.key()), of(entry.value())));
                }
                yield copy;
            }
            case AmfVector.OfObject vector -> {
                AmfVector.OfObject copy =
                        known(
                                vector,
                                new AmfVector.OfObject(
                                        name.apply(vector.className()), List.of(), vector.fixed()));
                copy.elements().addAll(all(vector.elements()));
                yield copy;
            }
            case AmfVector numbers -> known(numbers, scalar.apply(numbers));
        };
    }

    /** Before its inside is copied, which may refer to it. */
    private <T extends AmfValue> T known(AmfValue value, T copy) {
        copies.put(value, copy);
        return copy;
    }

    private void putAll(Map<String, AmfValue> properties, Map<String, AmfValue> copy) {
        properties.forEach((key, value) -> copy.put(name.apply(key), of(value)));
    }

    private AmfTraits traits(AmfTraits traits) {
        return new AmfTraits(
                name.apply(traits.className()),
                traits.dynamic(),
                traits.sealedMembers().stream().map(name).toList());
    }
}

package io.multiconnection.amf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Copies values with what they are made of changed; what was shared or a cycle stays so. One copies
 * the values of one graph. Takes a step for each value, and no stack, however deep the graph is.
 */
public final class AmfCopy {

    private final UnaryOperator<AmfValue> scalar;
    private final UnaryOperator<String> name;
    private final IdentityHashMap<AmfValue, AmfValue> copies = new IdentityHashMap<>();

    /** Fills copies that are still empty. */
    private final Deque<Runnable> pending = new ArrayDeque<>();

    /**
     * @param scalar maps values that contain no others, including ByteArray and Vectors of numbers
     * @param name maps names of properties and classes
     */
    public AmfCopy(UnaryOperator<AmfValue> scalar, UnaryOperator<String> name) {
        this.scalar = scalar;
        this.name = name;
    }

    /** Returns a copier that makes integers numbers: AMF3 tells them apart, AMF0 does not. */
    public static AmfCopy withoutIntegers() {
        return new AmfCopy(
                value ->
                        value instanceof AmfInteger number ? new AmfNumber(number.number()) : value,
                UnaryOperator.identity());
    }

    /** Copies {@code values}, in their order. */
    public List<AmfValue> all(List<AmfValue> values) {
        return values.stream().map(this::of).toList();
    }

    /** Copies {@code value}. */
    public AmfValue of(AmfValue value) {
        AmfValue copy = begin(value);
        for (Runnable fill = pending.poll(); fill != null; fill = pending.poll()) {
            fill.run();
        }
        return copy;
    }

    /** Copies a container empty, and leaves its inside for later. */
    private AmfValue begin(AmfValue value) {
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
                yield later(copy, () -> putAll(object.properties(), copy.properties()));
            }
            case AmfEcmaArray array -> {
                AmfEcmaArray copy = known(array, new AmfEcmaArray());
                yield later(copy, () -> putAll(array.properties(), copy.properties()));
            }
            case AmfStrictArray array -> {
                AmfStrictArray copy = known(array, new AmfStrictArray());
                yield later(copy, () -> addAll(array.elements(), copy.elements()));
            }
            case AmfExternalizable object -> {
                AmfExternalizable copy =
                        known(
                                object,
                                new AmfExternalizable(name.apply(object.className()), List.of()));
                yield later(copy, () -> addAll(object.body(), copy.body()));
            }
            case AmfDictionary dictionary -> {
                AmfDictionary copy =
                        known(dictionary, new AmfDictionary(List.of(), dictionary.weakKeys()));
                yield later(copy, () -> addEntries(dictionary.entries(), copy.entries()));
            }
            case AmfVector.OfObject vector -> {
                AmfVector.OfObject copy =
                        known(
                                vector,
                                new AmfVector.OfObject(
                                        name.apply(vector.className()), List.of(), vector.fixed()));
                yield later(copy, () -> addAll(vector.elements(), copy.elements()));
            }
            case AmfVector numbers -> known(numbers, scalar.apply(numbers));
        };
    }

    /** Before its inside is copied, which may refer to it. */
    private <T extends AmfValue> T known(AmfValue value, T copy) {
        copies.put(value, copy);
        return copy;
    }

    private AmfValue later(AmfValue copy, Runnable fill) {
        pending.add(fill);
        return copy;
    }

    private void putAll(Map<String, AmfValue> properties, Map<String, AmfValue> copy) {
        properties.forEach((key, value) -> copy.put(name.apply(key), begin(value)));
    }

    private void addAll(List<AmfValue> elements, List<AmfValue> copy) {
        elements.forEach(element -> copy.add(begin(element)));
    }

    private void addEntries(List<AmfDictionary.Entry> entries, List<AmfDictionary.Entry> copy) {
        entries.forEach(
                entry ->
                        copy.add(
                                new AmfDictionary.Entry(begin(entry.key()), begin(entry.value()))));
    }

    private AmfTraits traits(AmfTraits traits) {
        return new AmfTraits(
                name.apply(traits.className()),
                traits.dynamic(),
                traits.sealedMembers().stream().map(name).toList());
    }
}

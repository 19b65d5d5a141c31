package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writer of the values of one message in AMF3 (specification of January 2013).
 *
 * <p>One writer for each message, because the tables of strings, objects and traits (section 2.2)
 * are per message. Appends to the buffer, which stays the caller's. After an {@link AmfException}
 * the buffer ends with part of a value. Not thread-safe.
 */
public final class Amf3Writer {

    private final ByteBuf out;
    private final NestingDepth nesting;
    private final Map<String, Integer> strings = new HashMap<>();
    private final IdentityHashMap<AmfValue, Integer> objects = new IdentityHashMap<>();
    private final Map<TraitsEntry, Integer> traits = new HashMap<>();

    /**
     * Creates a writer that starts at the writer index of {@code out}, which stays the caller's.
     */
    public Amf3Writer(ByteBuf out) {
        this(out, new NestingDepth());
    }

    /** Writes the AMF3 values of an AMF0 message. */
    Amf3Writer(ByteBuf out, NestingDepth nesting) {
        this.out = out;
        this.nesting = nesting;
    }

    /**
     * Writes one value. The time zone of a date is not written: AMF3 has none.
     *
     * @throws AmfException if AMF3 cannot express it: an empty name of a dynamic property, a
     *     property that the class does not have, an unknown externalizable class or one with
     *     another body, a length over 2<sup>28</sup> - 1, or more than {@link AmfLimits#DEEPEST}
     *     levels
     */
    public void write(AmfValue value) {
        switch (value) {
            case AmfUndefined _ -> marker(Amf3Marker.UNDEFINED);
            case AmfNull _ -> marker(Amf3Marker.NULL);
            case AmfBoolean(boolean truth) -> marker(truth ? Amf3Marker.TRUE : Amf3Marker.FALSE);
            case AmfInteger(int number) -> writeInteger(number);
            case AmfNumber(double number) -> marker(Amf3Marker.DOUBLE).writeDouble(number);
            case AmfString(String text) -> {
                marker(Amf3Marker.STRING);
                writeString(text);
            }
            case AmfXmlDocument(String text) ->
                    writeComplex(
                            Amf3Marker.XML_DOCUMENT, value, () -> writeSized(Utf8.encode(text)));
            case AmfXml(String text) ->
                    writeComplex(Amf3Marker.XML, value, () -> writeSized(Utf8.encode(text)));
            case AmfByteArray array ->
                    writeComplex(Amf3Marker.BYTE_ARRAY, array, () -> writeSized(array.bytes()));
            case AmfDate(double epochMillis, _) ->
                    writeComplex(Amf3Marker.DATE, value, () -> inline(0).writeDouble(epochMillis));
            case AmfStrictArray(List<AmfValue> elements) ->
                    writeComplex(Amf3Marker.ARRAY, value, () -> writeArray(Map.of(), elements));
            case AmfEcmaArray(Map<String, AmfValue> properties) ->
                    writeComplex(Amf3Marker.ARRAY, value, () -> writeEcmaArray(properties));
            case AmfObject object ->
                    writeComplex(Amf3Marker.OBJECT, object, () -> writeObject(object));
            case AmfExternalizable object -> writeExternalizable(object);
            case AmfVector vector ->
                    writeComplex(marker(vector), vector, () -> writeVector(vector));
            case AmfDictionary dictionary ->
                    writeComplex(
                            Amf3Marker.DICTIONARY, dictionary, () -> writeDictionary(dictionary));
        }
    }

    /** Writes an integer (section 3.6); one that does not fit 29 bits is written as a double. */
    private void writeInteger(int number) {
        if (number < AmfInteger.MIN || number > AmfInteger.MAX) {
            marker(Amf3Marker.DOUBLE).writeDouble(number);
        } else {
            marker(Amf3Marker.INTEGER);
            U29.write(out, U29.unsigned(number));
        }
    }

    /** Writes a string (section 3.8). The empty string has no index and is never a reference. */
    private void writeString(String text) {
        Integer index = text.isEmpty() ? null : strings.putIfAbsent(text, strings.size());
        if (index == null) {
            writeSized(Utf8.encode(text));
        } else {
            U29.write(out, (long) index << 1);
        }
    }

    /**
     * Writes the index of an instance that the message holds already; returns false for a new one.
     */
    private void writeComplex(Amf3Marker marker, AmfValue value, Runnable inline) {
        marker(marker);
        Integer index = objects.putIfAbsent(value, objects.size());
        if (index == null) {
            inline.run();
        } else {
            U29.write(out, (long) index << 1);
        }
    }

    /**
     * The ordinals that count from 0 without a gap are the dense part (section 3.11). If nothing is
     * left beside them they are associative all the same, to be told from a strict array.
     */
    private void writeEcmaArray(Map<String, AmfValue> properties) {
        Map<String, AmfValue> associative = new LinkedHashMap<>(properties);
        List<AmfValue> dense = new ArrayList<>();
        while (associative.containsKey(Integer.toString(dense.size()))) {
            dense.add(associative.remove(Integer.toString(dense.size())));
        }
        if (associative.isEmpty()) {
            writeArray(properties, List.of());
        } else {
            writeArray(associative, dense);
        }
    }

    private void writeArray(Map<String, AmfValue> associative, List<AmfValue> dense) {
        inline(dense.size());
        nesting.enter();
        writeProperties(associative);
        for (AmfValue element : dense) {
            write(element);
        }
        nesting.leave();
    }

    private void writeObject(AmfObject object) {
        AmfTraits classTraits = object.traits();
        writeTraits(TraitsEntry.of(classTraits));
        nesting.enter();
        Map<String, AmfValue> others = new LinkedHashMap<>(object.properties());
        for (String name : classTraits.sealedMembers()) {
            write(object.property(name));
            others.remove(name);
        }
        if (classTraits.dynamic()) {
            writeProperties(others);
        } else if (!others.isEmpty()) {
            throw new AmfException(
                    others.size()
                            + " properties that the class "
                            + classTraits.className()
                            + " does not have");
        }
        nesting.leave();
    }

    /** Writes an externalizable object (section 3.12). Readers need to know its class and body. */
    private void writeExternalizable(AmfExternalizable object) {
        object.check();
        writeComplex(
                Amf3Marker.OBJECT,
                object,
                () -> {
                    writeTraits(TraitsEntry.externalizable(object.className()));
                    writeElements(object.body());
                });
    }

    /** Section 3.12. From the lowest bit: not a reference, inline, externalizable, dynamic. */
    private void writeTraits(TraitsEntry entry) {
        Integer index = traits.putIfAbsent(entry, traits.size());
        if (index != null) {
            U29.write(out, (long) index << 2 | 0b01);
            return;
        }
        AmfTraits inline = entry.traits();
        List<String> names = inline.sealedMembers();
        int flags =
                0b0011 | (entry.externalizable() ? 0b0100 : 0) | (inline.dynamic() ? 0b1000 : 0);
        U29.write(out, (long) names.size() << 4 | flags);
        writeString(inline.className());
        names.forEach(this::writeString);
    }

    private static Amf3Marker marker(AmfVector vector) {
        return switch (vector) {
            case AmfVector.OfInt _ -> Amf3Marker.VECTOR_INT;
            case AmfVector.OfUint _ -> Amf3Marker.VECTOR_UINT;
            case AmfVector.OfDouble _ -> Amf3Marker.VECTOR_DOUBLE;
            case AmfVector.OfObject _ -> Amf3Marker.VECTOR_OBJECT;
        };
    }

    private void writeVector(AmfVector vector) {
        inline(vector.elements().size()).writeBoolean(vector.fixed());
        switch (vector) {
            case AmfVector.OfInt(List<Integer> elements, _) -> elements.forEach(out::writeInt);
            case AmfVector.OfUint(List<Long> elements, _) ->
                    elements.forEach(element -> out.writeInt(element.intValue()));
            case AmfVector.OfDouble(List<Double> elements, _) -> elements.forEach(out::writeDouble);
            case AmfVector.OfObject(String className, List<AmfValue> elements, _) -> {
                writeString(className);
                writeElements(elements);
            }
        }
    }

    private void writeDictionary(AmfDictionary dictionary) {
        inline(dictionary.entries().size()).writeBoolean(dictionary.weakKeys());
        writeElements(dictionary.keysAndValues());
    }

    private void writeElements(List<AmfValue> elements) {
        nesting.enter();
        for (AmfValue element : elements) {
            write(element);
        }
        nesting.leave();
    }

    private void writeProperties(Map<String, AmfValue> properties) {
        for (Map.Entry<String, AmfValue> property : properties.entrySet()) {
            if (property.getKey().isEmpty()) {
                throw new AmfException("property with an empty name, expected at least 1 byte");
            }
            writeString(property.getKey());
            write(property.getValue());
        }
        writeString("");
    }

    private void writeSized(byte[] bytes) {
        inline(bytes.length).writeBytes(bytes);
    }

    /** Begins a value that is not a reference. */
    private ByteBuf inline(int bits) {
        U29.write(out, (long) bits << 1 | 1);
        return out;
    }

    private ByteBuf marker(Amf3Marker marker) {
        return out.writeByte(marker.code);
    }
}

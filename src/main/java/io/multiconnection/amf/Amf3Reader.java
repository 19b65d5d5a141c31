package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Reader of the values of one message in AMF3 (specification of January 2013).
 *
 * <p>One reader for each message, because the tables of strings, objects and traits (section 2.2)
 * are per message. Borrows the buffer, moves its reader index and keeps no part of it: results are
 * copies. After an {@link AmfException} the rest of the message cannot be read. Not thread-safe.
 *
 * <p>A reference may name any entry of its table, whatever the type of its marker.
 */
public final class Amf3Reader {

    private final AmfInput in;
    private final ReferenceTable<String> strings = new ReferenceTable<>("string reference");
    private final ReferenceTable<Complex> objects = new ReferenceTable<>("object reference");
    private final ReferenceTable<TraitsEntry> traits = new ReferenceTable<>("traits reference");

    /** Entry of the table of objects. Its size is 0 if it contains other values. */
    private record Complex(AmfValue value, int size) {}

    /** Creates a reader that starts at the reader index of {@code in}, which stays the caller's. */
    public Amf3Reader(ByteBuf in, AmfLimits limits) {
        this(new AmfInput(in, limits));
    }

    /** Reads the AMF3 values of an AMF0 message. */
    Amf3Reader(AmfInput in) {
        this.in = in;
    }

    /** Returns whether there is another value. */
    public boolean isReadable() {
        return in.isReadable();
    }

    /** Marks the current references. */
    void mark() {
        strings.mark();
        objects.mark();
        traits.mark();
    }

    /** Continues after a value that could not be read, with the references before the mark. */
    void rollBack() {
        strings.rollBack();
        objects.rollBack();
        traits.rollBack();
    }

    /** Reads all values up to the end of the buffer. */
    public List<AmfValue> readAll() {
        List<AmfValue> values = new ArrayList<>();
        while (isReadable()) {
            values.add(read());
        }
        return values;
    }

    /**
     * Reads one value.
     *
     * @throws AmfException if the bytes are not AMF3, or hold an externalizable class that is not
     *     one of {@link AmfExternalizable#CLASSES}; an {@link AmfLimitException} if they exceed the
     *     limits
     */
    public AmfValue read() {
        in.element();
        return switch (Amf3Marker.read(in)) {
            case UNDEFINED -> AmfUndefined.UNDEFINED;
            case NULL -> AmfNull.NULL;
            case FALSE -> new AmfBoolean(false);
            case TRUE -> new AmfBoolean(true);
            case INTEGER -> new AmfInteger(U29.signed(U29.read(in)));
            case DOUBLE -> new AmfNumber(in.readDouble());
            case STRING -> new AmfString(readString());
            case XML_DOCUMENT ->
                    readComplex(size -> keep(new AmfXmlDocument(in.readUtf8(size)), size));
            case XML -> readComplex(size -> keep(new AmfXml(in.readUtf8(size)), size));
            case BYTE_ARRAY ->
                    readComplex(size -> keep(new AmfByteArray(in.readBytes(size)), size));
            case DATE -> readComplex(_ -> keep(new AmfDate(in.readDouble())));
            case ARRAY -> readComplex(this::readArray);
            case OBJECT -> readComplex(this::readObject);
            case VECTOR_INT -> readComplex(this::readVectorInt);
            case VECTOR_UINT -> readComplex(this::readVectorUint);
            case VECTOR_DOUBLE -> readComplex(this::readVectorDouble);
            case VECTOR_OBJECT -> readComplex(this::readVectorObject);
            case DICTIONARY -> readComplex(this::readDictionary);
        };
    }

    /** Reads the header of complex types: a reference, or 28 bits that the type defines. */
    private AmfValue readComplex(IntFunction<AmfValue> type) {
        int header = U29.read(in);
        if ((header & 1) != 0) {
            return type.apply(header >> 1);
        }
        Complex complex = objects.entry(header >> 1, in);
        in.repeated(complex.size());
        in.refer(complex.value());
        return complex.value();
    }

    /** Adds a container to the table before its contents are read, so that they can refer to it. */
    private <T extends AmfValue> T keep(T value) {
        return keep(value, 0);
    }

    private <T extends AmfValue> T keep(T value, int size) {
        objects.add(new Complex(value, size));
        return value;
    }

    private String readString() {
        int header = U29.read(in);
        if ((header & 1) == 0) {
            String text = strings.entry(header >> 1, in);
            in.repeated(text.length());
            return text;
        }
        String text = in.readUtf8(header >> 1);
        if (!text.isEmpty()) {
            strings.add(text);
        }
        return text;
    }

    /**
     * Reads an array (section 3.11). The associative part comes first and ends with an empty name.
     */
    private AmfValue readArray(int header) {
        int count = in.declared(header, 1);
        String name = readString();
        return name.isEmpty() ? readStrictArray(count) : readEcmaArray(name, count);
    }

    private AmfStrictArray readStrictArray(int count) {
        AmfStrictArray array = keep(new AmfStrictArray());
        readElements(array, array.elements(), count);
        return array;
    }

    private AmfEcmaArray readEcmaArray(String firstName, int count) {
        AmfEcmaArray array = keep(new AmfEcmaArray());
        long begin = in.enter();
        for (String name = firstName; !name.isEmpty(); name = readString()) {
            array.with(name, read());
        }
        for (int i = 0; i < count; i++) {
            array.with(Integer.toString(i), read());
        }
        in.leave(array, begin);
        return array;
    }

    private AmfValue readObject(int header) {
        TraitsEntry entry = readTraits(header);
        AmfTraits classTraits = entry.traits();
        if (entry.externalizable()) {
            return readExternalizable(classTraits.className());
        }
        AmfObject object = keep(new AmfObject(classTraits));
        long begin = in.enter();
        for (String name : classTraits.sealedMembers()) {
            object.with(name, read());
        }
        if (classTraits.dynamic()) {
            for (String name = readString(); !name.isEmpty(); name = readString()) {
                object.with(name, read());
            }
        }
        in.leave(object, begin);
        return object;
    }

    /**
     * Reads traits (section 3.12). From the lowest bit: inline, externalizable, dynamic, number of
     * members.
     */
    private TraitsEntry readTraits(int header) {
        if ((header & 1) == 0) {
            TraitsEntry entry = traits.entry(header >> 1, in);
            in.repeated(entry.length());
            return entry;
        }
        String className = readString();
        TraitsEntry entry =
                (header & 2) != 0
                        ? TraitsEntry.externalizable(className)
                        : TraitsEntry.of(
                                new AmfTraits(
                                        className, (header & 4) != 0, readNames(header >> 3)));
        traits.add(entry);
        return entry;
    }

    private List<String> readNames(int header) {
        int count = in.declared(header, 1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(readString());
        }
        return names;
    }

    private AmfExternalizable readExternalizable(String className) {
        if (!AmfExternalizable.CLASSES.contains(className)) {
            throw in.error(
                    AmfExternalizable.unknown(AmfExternalizable.shown(className)),
                    AmfExternalizable.unknown("of another name"));
        }
        AmfExternalizable externalizable = keep(new AmfExternalizable(className, List.of()));
        readElements(externalizable, externalizable.body(), AmfExternalizable.BODY_VALUES);
        return externalizable;
    }

    private AmfVector readVectorInt(int header) {
        int count = in.declared(header, Integer.BYTES);
        boolean fixed = readFlag();
        List<Integer> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.element();
            elements.add(in.readInt());
        }
        return keep(new AmfVector.OfInt(elements, fixed), count * Integer.BYTES);
    }

    private AmfVector readVectorUint(int header) {
        int count = in.declared(header, Integer.BYTES);
        boolean fixed = readFlag();
        List<Long> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.element();
            elements.add(in.readUnsignedInt());
        }
        return keep(new AmfVector.OfUint(elements, fixed), count * Integer.BYTES);
    }

    private AmfVector readVectorDouble(int header) {
        int count = in.declared(header, Double.BYTES);
        boolean fixed = readFlag();
        List<Double> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.element();
            elements.add(in.readDouble());
        }
        return keep(new AmfVector.OfDouble(elements, fixed), count * Double.BYTES);
    }

    private AmfVector readVectorObject(int header) {
        int count = in.declared(header, 1);
        boolean fixed = readFlag();
        AmfVector.OfObject vector = keep(new AmfVector.OfObject(readString(), List.of(), fixed));
        readElements(vector, vector.elements(), count);
        return vector;
    }

    private AmfDictionary readDictionary(int header) {
        int count = in.declared(header, 2);
        AmfDictionary dictionary = keep(new AmfDictionary(List.of(), readFlag()));
        long begin = in.enter();
        for (int i = 0; i < count; i++) {
            AmfValue key = read();
            dictionary.entries().add(new AmfDictionary.Entry(key, read()));
        }
        in.leave(dictionary, begin);
        return dictionary;
    }

    private void readElements(AmfValue container, List<AmfValue> elements, int count) {
        long begin = in.enter();
        for (int i = 0; i < count; i++) {
            elements.add(read());
        }
        in.leave(container, begin);
    }

    private boolean readFlag() {
        return in.readUnsignedByte() != 0;
    }
}

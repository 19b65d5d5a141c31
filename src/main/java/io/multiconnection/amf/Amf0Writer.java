package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the values of one message in AMF0 (specification of December 2007).
 *
 * <p>One writer a message, because references (section 2.9) are numbered through the message. It
 * appends to the buffer and leaves it to the caller. After an {@link AmfException} the buffer ends
 * in a part of a value. Not thread-safe.
 */
public final class Amf0Writer {

    private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

    private final ByteBuf out;
    private final IdentityHashMap<AmfValue, Integer> references = new IdentityHashMap<>();
    private int depth;

    public Amf0Writer(ByteBuf out) {
        this.out = out;
    }

    /**
     * Writes one value.
     *
     * @throws AmfException if AMF0 cannot say it: a name or class name over 65535 bytes, a
     *     reference beyond the first 65536 containers, or more than {@link AmfLimits#DEEPEST}
     *     levels
     */
    public void write(AmfValue value) {
        switch (value) {
            case AmfUndefined _ -> marker(Amf0Marker.UNDEFINED);
            case AmfNull _ -> marker(Amf0Marker.NULL);
            case AmfBoolean(boolean truth) -> marker(Amf0Marker.BOOLEAN).writeBoolean(truth);
            case AmfInteger(int number) -> marker(Amf0Marker.NUMBER).writeDouble(number);
            case AmfNumber(double number) -> marker(Amf0Marker.NUMBER).writeDouble(number);
            case AmfString(String text) -> writeString(text);
            case AmfDate(double epochMillis, short timeZone) ->
                    marker(Amf0Marker.DATE).writeDouble(epochMillis).writeShort(timeZone);
            case AmfXmlDocument(String text) -> {
                marker(Amf0Marker.XML_DOCUMENT);
                writeLong(Utf8.encode(text));
            }
            case AmfObject object -> writeObject(object);
            case AmfEcmaArray array -> writeEcmaArray(array);
            case AmfStrictArray array -> writeStrictArray(array);
            case AmfXml _, AmfByteArray _, AmfVector _, AmfDictionary _, AmfExternalizable _ ->
                    throw new AmfException("AMF3 in AMF0 is not written");
        }
    }

    private void writeString(String text) {
        byte[] utf8 = Utf8.encode(text);
        if (utf8.length <= MAX_UNSIGNED_SHORT) {
            marker(Amf0Marker.STRING).writeShort(utf8.length).writeBytes(utf8);
        } else {
            marker(Amf0Marker.LONG_STRING);
            writeLong(utf8);
        }
    }

    private void writeObject(AmfObject object) {
        if (isReference(object)) {
            return;
        }
        String className = object.traits().className();
        if (className.isEmpty()) {
            marker(Amf0Marker.OBJECT);
        } else {
            marker(Amf0Marker.TYPED_OBJECT);
            writeName(className);
        }
        writeProperties(object.properties());
    }

    private void writeEcmaArray(AmfEcmaArray array) {
        if (isReference(array)) {
            return;
        }
        marker(Amf0Marker.ECMA_ARRAY).writeInt(array.properties().size());
        writeProperties(array.properties());
    }

    private void writeProperties(Map<String, AmfValue> properties) {
        enter();
        properties.forEach(
                (name, value) -> {
                    writeName(name);
                    write(value);
                });
        depth--;
        out.writeShort(0);
        marker(Amf0Marker.OBJECT_END);
    }

    private void writeStrictArray(AmfStrictArray array) {
        if (isReference(array)) {
            return;
        }
        List<AmfValue> elements = array.elements();
        marker(Amf0Marker.STRICT_ARRAY).writeInt(elements.size());
        enter();
        elements.forEach(this::write);
        depth--;
    }

    /** Section 2.9: a container that the message holds already is written as its index. */
    private boolean isReference(AmfValue container) {
        Integer index = references.putIfAbsent(container, references.size());
        if (index == null) {
            return false;
        }
        if (index > MAX_UNSIGNED_SHORT) {
            throw new AmfException("reference to container " + index + ", expected up to 65535");
        }
        marker(Amf0Marker.REFERENCE).writeShort(index);
        return true;
    }

    private void enter() {
        depth++;
        if (depth > AmfLimits.DEEPEST) {
            throw new AmfException("containers nested deeper than " + AmfLimits.DEEPEST);
        }
    }

    private ByteBuf marker(Amf0Marker marker) {
        return out.writeByte(marker.code);
    }

    private void writeName(String name) {
        byte[] utf8 = Utf8.encode(name);
        if (utf8.length > MAX_UNSIGNED_SHORT) {
            throw new AmfException("name of " + utf8.length + " bytes, expected up to 65535");
        }
        out.writeShort(utf8.length).writeBytes(utf8);
    }

    private void writeLong(byte[] utf8) {
        out.writeInt(utf8.length).writeBytes(utf8);
    }
}

package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;

/**
 * Writer of the values of one message in AMF0 (specification of December 2007).
 *
 * <p>One writer for each message, because references (section 2.9) are numbered per message.
 * References are written for cycles only: a container that occurs again elsewhere is written again
 * in full, because Red5 resolves most references wrongly and nginx-rtmp closes the connection when
 * it receives one. To keep a small message of a client from becoming a flood, this is limited
 * ({@link Amf0References}), and further repetitions are written as references. A reader that
 * follows the specification reads the same values from either.
 *
 * <p>Appends to the buffer, which stays the caller's. After an {@link AmfException} the buffer ends
 * with part of a value. Not thread-safe.
 */
public final class Amf0Writer {

    private static final int MAX_UNSIGNED_SHORT = 0xFFFF;

    private final ByteBuf out;
    private final NestingDepth nesting = new NestingDepth();
    private final Amf0References references;
    private final Amf3Writer amf3;

    /**
     * Creates a writer that starts at the writer index of {@code out}, which stays the caller's.
     */
    public Amf0Writer(ByteBuf out) {
        this.out = out;
        this.references = new Amf0References(out, nesting);
        this.amf3 = new Amf3Writer(out, nesting);
    }

    /**
     * Writes one value.
     *
     * @throws AmfException if AMF0 cannot express it: a name or class name over 65535 bytes, a
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
            case AmfObject(AmfTraits traits, Map<String, AmfValue> properties) ->
                    writeComplex(value, () -> writeObject(traits.className(), properties));
            case AmfEcmaArray(Map<String, AmfValue> properties) ->
                    writeComplex(value, () -> writeEcmaArray(properties));
            case AmfStrictArray(List<AmfValue> elements) ->
                    writeComplex(value, () -> writeStrictArray(elements));
            case AmfXml _, AmfByteArray _, AmfVector _, AmfDictionary _, AmfExternalizable _ -> {
                marker(Amf0Marker.AVMPLUS_OBJECT);
                amf3.write(value);
            }
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

    private void writeComplex(AmfValue value, Runnable inline) {
        if (references.isInline(value)) {
            references.begin(value);
            inline.run();
            references.end(value);
            return;
        }
        int index = references.index(value);
        if (index > MAX_UNSIGNED_SHORT) {
            throw new AmfException("reference to container " + index + ", expected up to 65535");
        }
        marker(Amf0Marker.REFERENCE).writeShort(index);
    }

    private void writeObject(String className, Map<String, AmfValue> properties) {
        if (className.isEmpty()) {
            marker(Amf0Marker.OBJECT);
        } else {
            marker(Amf0Marker.TYPED_OBJECT);
            writeName(className);
        }
        writeProperties(properties);
    }

    private void writeEcmaArray(Map<String, AmfValue> properties) {
        marker(Amf0Marker.ECMA_ARRAY).writeInt(properties.size());
        writeProperties(properties);
    }

    private void writeProperties(Map<String, AmfValue> properties) {
        nesting.enter();
        for (Map.Entry<String, AmfValue> property : properties.entrySet()) {
            writeName(property.getKey());
            write(property.getValue());
        }
        nesting.leave();
        out.writeShort(0);
        marker(Amf0Marker.OBJECT_END);
    }

    private void writeStrictArray(List<AmfValue> elements) {
        marker(Amf0Marker.STRICT_ARRAY).writeInt(elements.size());
        nesting.enter();
        for (AmfValue element : elements) {
            write(element);
        }
        nesting.leave();
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

package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reader of the values of one message in AMF0 (specification of December 2007).
 *
 * <p>One reader for each message, because references (section 2.9) are numbered per message.
 * Borrows the buffer, moves its reader index and keeps no part of it: results are copies. After an
 * {@link AmfException} reading can continue only at a known position of the message, after {@link
 * #rollBack}. Not thread-safe.
 */
public final class Amf0Reader {

    private final AmfInput in;
    private final Amf3Reader amf3;
    private final ReferenceTable<AmfValue> references = new ReferenceTable<>("reference");

    /** Creates a reader that starts at the reader index of {@code in}, which stays the caller's. */
    public Amf0Reader(ByteBuf in, AmfLimits limits) {
        this.in = new AmfInput(in, limits);
        this.amf3 = new Amf3Reader(this.in);
    }

    /** Returns whether there is another value. */
    public boolean isReadable() {
        return in.isReadable();
    }

    /**
     * Returns whether the next bytes begin a value. Bytes that do not are none: an unknown marker,
     * the end of an object, or less than the least that their marker needs.
     */
    public boolean beginsValue() {
        return in.isReadable() && Amf0Marker.beginsValue(in);
    }

    /** Marks the current references. */
    public void mark() {
        references.mark();
        amf3.mark();
    }

    /**
     * Continues after a value that could not be read. Later values may refer only to values before
     * the mark, because the number of references in the unread rest is unknown.
     */
    public void rollBack() {
        references.rollBack();
        amf3.rollBack();
        in.leaveAll();
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
     * @throws AmfException if the bytes are not AMF0; an {@link AmfLimitException} if they exceed
     *     the limits
     */
    public AmfValue read() {
        in.element();
        return switch (Amf0Marker.read(in)) {
            case NUMBER -> new AmfNumber(in.readDouble());
            case BOOLEAN -> new AmfBoolean(in.readUnsignedByte() != 0);
            case STRING -> new AmfString(readUtf8());
            case OBJECT -> readObject(AmfTraits.ANONYMOUS);
            case NULL -> AmfNull.NULL;
            // Section 2.15: a player has put this in the place of a value that it could not write.
            case UNDEFINED, UNSUPPORTED -> AmfUndefined.UNDEFINED;
            case REFERENCE -> readReference();
            case ECMA_ARRAY -> readEcmaArray();
            case STRICT_ARRAY -> readStrictArray();
            case DATE -> new AmfDate(in.readDouble(), in.readShort());
            case LONG_STRING -> new AmfString(readLongUtf8());
            case XML_DOCUMENT -> new AmfXmlDocument(readLongUtf8());
            case TYPED_OBJECT -> readObject(AmfTraits.dynamic(readUtf8()));
            case AVMPLUS_OBJECT -> amf3.read();
            case MOVIECLIP -> throw in.error("movieclip (0x04), which is reserved");
            case RECORDSET -> throw in.error("recordset (0x0E), which is reserved");
            case OBJECT_END -> throw in.error("object end (0x09), expected a value");
        };
    }

    private AmfObject readObject(AmfTraits traits) {
        AmfObject object = new AmfObject(traits);
        references.add(object);
        readProperties(object, object.properties());
        return object;
    }

    /**
     * Reads an ECMA array (section 2.10). Encoders disagree on the count (Red5 writes 0); the
     * object end is decisive.
     */
    private AmfEcmaArray readEcmaArray() {
        in.readUnsignedInt();
        AmfEcmaArray array = new AmfEcmaArray();
        references.add(array);
        readProperties(array, array.properties());
        return array;
    }

    private void readProperties(AmfValue container, Map<String, AmfValue> properties) {
        long begin = in.enter();
        for (String name = readUtf8(); !isObjectEnd(name); name = readUtf8()) {
            properties.put(name, read());
        }
        in.leave(container, begin);
    }

    /** Reads properties (section 2.11). An empty name with a value is a normal property. */
    private boolean isObjectEnd(String name) {
        return name.isEmpty() && in.skip(Amf0Marker.OBJECT_END.code);
    }

    private AmfStrictArray readStrictArray() {
        int count = in.declared(in.readUnsignedInt(), 1);
        AmfStrictArray array = new AmfStrictArray();
        references.add(array);
        long begin = in.enter();
        for (int i = 0; i < count; i++) {
            array.elements().add(read());
        }
        in.leave(array, begin);
        return array;
    }

    private AmfValue readReference() {
        AmfValue container = references.entry(in.readUnsignedShort(), in);
        in.refer(container);
        return container;
    }

    private String readUtf8() {
        return in.readUtf8(in.readUnsignedShort());
    }

    private String readLongUtf8() {
        return in.readUtf8(in.readUnsignedInt());
    }
}

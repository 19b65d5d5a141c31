package io.multiconnection.amf;

import java.util.List;

/** Type marker before each value (AMF0, section 2.1). */
enum Amf0Marker {
    NUMBER(0x00, 8),
    BOOLEAN(0x01, 1),
    STRING(0x02, 2),
    OBJECT(0x03, 3),
    /** Section 2.6: reserved, not supported. */
    MOVIECLIP(0x04, 0),
    NULL(0x05, 0),
    UNDEFINED(0x06, 0),
    REFERENCE(0x07, 2),
    ECMA_ARRAY(0x08, 7),
    OBJECT_END(0x09, 0),
    STRICT_ARRAY(0x0A, 4),
    DATE(0x0B, 10),
    LONG_STRING(0x0C, 4),
    UNSUPPORTED(0x0D, 0),
    /** Section 2.16: reserved, not supported. */
    RECORDSET(0x0E, 0),
    XML_DOCUMENT(0x0F, 4),
    TYPED_OBJECT(0x10, 5),
    /** Section 3.1: a value in AMF3 follows. */
    AVMPLUS_OBJECT(0x11, 1);

    private static final List<Amf0Marker> ALL = List.of(values());

    final int code;

    /** Fewest bytes of a value of this type, after the marker. */
    private final int minBytes;

    Amf0Marker(int code, int minBytes) {
        this.code = code;
        this.minBytes = minBytes;
    }

    /** Returns whether a value begins here: its marker, and the least that has to follow it. */
    static boolean beginsValue(AmfInput in) {
        int code = in.peekUnsignedByte();
        return code < ALL.size()
                && code != OBJECT_END.code
                && in.readableBytes() > ALL.get(code).minBytes;
    }

    /** Reads a marker. */
    static Amf0Marker read(AmfInput in) {
        int code = in.readUnsignedByte();
        if (code >= ALL.size()) {
            throw in.error("AMF0 marker %#04x, expected 0x00..0x11".formatted(code));
        }
        return ALL.get(code);
    }
}

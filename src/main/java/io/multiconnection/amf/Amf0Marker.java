package io.multiconnection.amf;

import java.util.List;

/** The byte before each value (AMF0, section 2.1). */
enum Amf0Marker {
    NUMBER(0x00),
    BOOLEAN(0x01),
    STRING(0x02),
    OBJECT(0x03),
    /** Section 2.6: reserved, not supported. */
    MOVIECLIP(0x04),
    NULL(0x05),
    UNDEFINED(0x06),
    REFERENCE(0x07),
    ECMA_ARRAY(0x08),
    OBJECT_END(0x09),
    STRICT_ARRAY(0x0A),
    DATE(0x0B),
    LONG_STRING(0x0C),
    UNSUPPORTED(0x0D),
    /** Section 2.16: reserved, not supported. */
    RECORDSET(0x0E),
    XML_DOCUMENT(0x0F),
    TYPED_OBJECT(0x10),
    /** Section 3.1: a value in AMF3 follows. */
    AVMPLUS_OBJECT(0x11);

    private static final List<Amf0Marker> ALL = List.of(values());

    final int code;

    Amf0Marker(int code) {
        this.code = code;
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

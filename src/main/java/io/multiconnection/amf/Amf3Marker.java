package io.multiconnection.amf;

import java.util.List;

/** Type marker before each value (AMF3, section 3.1). */
enum Amf3Marker {
    UNDEFINED(0x00),
    NULL(0x01),
    FALSE(0x02),
    TRUE(0x03),
    INTEGER(0x04),
    DOUBLE(0x05),
    STRING(0x06),
    XML_DOCUMENT(0x07),
    DATE(0x08),
    ARRAY(0x09),
    OBJECT(0x0A),
    XML(0x0B),
    BYTE_ARRAY(0x0C),
    VECTOR_INT(0x0D),
    VECTOR_UINT(0x0E),
    VECTOR_DOUBLE(0x0F),
    VECTOR_OBJECT(0x10),
    DICTIONARY(0x11);

    private static final List<Amf3Marker> ALL = List.of(values());

    final int code;

    Amf3Marker(int code) {
        this.code = code;
    }

    /** Reads a marker. */
    static Amf3Marker read(AmfInput in) {
        int code = in.readUnsignedByte();
        if (code >= ALL.size()) {
            throw in.error("AMF3 marker %#04x, expected 0x00..0x11".formatted(code));
        }
        return ALL.get(code);
    }
}

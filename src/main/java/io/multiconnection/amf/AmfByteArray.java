package io.multiconnection.amf;

import java.util.Arrays;

/** A {@code ByteArray} (AMF3, section 3.14). Immutable. AMF0 carries it as AMF3. */
public final class AmfByteArray implements AmfValue {

    private final byte[] bytes;

    /** Copies {@code bytes}. */
    public AmfByteArray(byte... bytes) {
        this.bytes = bytes.clone();
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the number of bytes. */
    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AmfByteArray that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "AmfByteArray[" + bytes.length + " bytes]";
    }
}

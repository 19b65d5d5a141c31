package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;

/**
 * Variable-length unsigned 29-bit integer (AMF3, section 1.3.1) of one to four bytes. Each byte has
 * seven bits and a high bit that announces another byte; the fourth has eight bits.
 */
final class U29 {

    static final int MAX = (1 << 29) - 1;

    private U29() {}

    /** Reads 0 to {@link #MAX}; longer forms than needed are legal. */
    static int read(AmfInput in) {
        int value = 0;
        for (int i = 0; i < 3; i++) {
            int next = in.readUnsignedByte();
            if (next < 0x80) {
                return value << 7 | next;
            }
            value = value << 7 | (next & 0x7F);
        }
        return value << 8 | in.readUnsignedByte();
    }

    /**
     * Writes the shortest form.
     *
     * @throws AmfException if {@code value} is not 0 to {@link #MAX}
     */
    static void write(ByteBuf out, long value) {
        if (value < 0 || value > MAX) {
            throw new AmfException("U29 " + value + ", expected 0.." + MAX);
        }
        int bits = (int) value;
        if (bits < 1 << 7) {
            out.writeByte(bits);
        } else if (bits < 1 << 14) {
            out.writeByte(bits >> 7 | 0x80).writeByte(bits & 0x7F);
        } else if (bits < 1 << 21) {
            out.writeByte(bits >> 14 | 0x80).writeByte(bits >> 7 | 0x80).writeByte(bits & 0x7F);
        } else {
            out.writeByte(bits >> 22 | 0x80).writeByte(bits >> 15 | 0x80);
            out.writeByte(bits >> 8 | 0x80).writeByte(bits);
        }
    }

    /** Returns the integer whose two's complement is {@code bits} (section 3.6). */
    static int signed(int bits) {
        return bits << 3 >> 3;
    }

    /** Returns the 29 bits of {@code integer}. */
    static int unsigned(int integer) {
        return integer & MAX;
    }
}

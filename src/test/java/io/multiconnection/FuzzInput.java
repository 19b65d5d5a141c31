package io.multiconnection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of one fuzz input, read as choices. After the last byte, every choice is 0. */
public final class FuzzInput {

    private final byte[] data;
    private int at;

    public FuzzInput(byte[] data) {
        this.data = data;
    }

    public boolean isAtEnd() {
        return at >= data.length;
    }

    /** Takes a byte; returns a number from 0 to {@code bound} - 1, with {@code bound} up to 256. */
    public int choice(int bound) {
        return isAtEnd() ? 0 : (data[at++] & 0xFF) % bound;
    }

    /** Takes two bytes, big endian. */
    public int uint16() {
        return choice(256) << 8 | choice(256);
    }

    /** Takes {@code count} bytes, or fewer at the end. */
    public byte[] bytes(int count) {
        int end = Math.min(data.length, at + count);
        byte[] taken = Arrays.copyOfRange(data, at, end);
        at = end;
        return taken;
    }

    /** Takes the remaining bytes. */
    public byte[] rest() {
        return bytes(data.length - at);
    }

    /** Takes the remaining bytes as UTF-8. */
    public String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }

    /** Returns an input that begins with {@code choices}, for seeds. */
    public static byte[] of(byte[] rest, int... choices) {
        byte[] input = new byte[choices.length + rest.length];
        for (int i = 0; i < choices.length; i++) {
            input[i] = (byte) choices[i];
        }
        System.arraycopy(rest, 0, input, choices.length, rest.length);
        return input;
    }
}

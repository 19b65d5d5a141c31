package io.multiconnection.amf;

/**
 * An {@code int} (AMF3, section 3.6).
 *
 * <p>AMF3 has 29 bits for it, {@value #MIN} to {@value #MAX}; outside of these the value is written
 * as a double. AMF0 knows only numbers. Either way it is read back as an {@link AmfNumber}.
 */
public record AmfInteger(int value) implements AmfNumeric {

    /** The smallest integer of 29 bits, -2<sup>28</sup>. */
    public static final int MIN = -(1 << 28);

    /** The greatest integer of 29 bits, 2<sup>28</sup> - 1. */
    public static final int MAX = (1 << 28) - 1;

    @Override
    public double number() {
        return value;
    }
}

package io.multiconnection.amf;

/**
 * A Number, an IEEE 754 double (AMF0, section 2.2; AMF3, section 3.7).
 *
 * <p>Equality is that of {@link Double#equals}: NaN equals NaN, and 0.0 differs from -0.0.
 */
public record AmfNumber(double value) implements AmfNumeric {

    @Override
    public double number() {
        return value;
    }
}

package io.multiconnection.amf;

/**
 * A Date (AMF0, section 2.13; AMF3, section 3.10).
 *
 * @param epochMillis milliseconds since 1970-01-01T00:00Z; may be negative, fractional or NaN, as
 *     ActionScript's may
 * @param timeZone minutes, reserved in AMF0 and 0 from any player that obeys; AMF3 does not carry
 *     it
 */
public record AmfDate(double epochMillis, short timeZone) implements AmfValue {

    /** A date without a time zone. */
    public AmfDate(double epochMillis) {
        this(epochMillis, (short) 0);
    }
}

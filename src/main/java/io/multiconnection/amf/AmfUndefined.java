package io.multiconnection.amf;

/** ActionScript's {@code undefined} (AMF0, section 2.8; AMF3, section 3.2). */
public enum AmfUndefined implements AmfValue {
    UNDEFINED
}

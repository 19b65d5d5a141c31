package io.multiconnection.amf;

/** ActionScript's {@code null} (AMF0, section 2.7; AMF3, section 3.3). */
public enum AmfNull implements AmfValue {
    NULL
}

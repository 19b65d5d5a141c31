package io.multiconnection.amf;

/** A Boolean (AMF0, section 2.3; AMF3, sections 3.4 and 3.5). */
public record AmfBoolean(boolean value) implements AmfValue {}

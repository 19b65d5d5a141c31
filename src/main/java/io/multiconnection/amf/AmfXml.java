package io.multiconnection.amf;

/**
 * An E4X {@code XML} as its source text, which is not parsed (AMF3, section 3.13). AMF0 has no such
 * type and carries it as AMF3.
 */
public record AmfXml(String text) implements AmfValue {}

package io.multiconnection.amf;

/**
 * An {@code XMLDocument}, the {@code XML} of ActionScript 1 and 2, as its source text, which is not
 * parsed (AMF0, section 2.17; AMF3, section 3.9).
 */
public record AmfXmlDocument(String text) implements AmfValue {}

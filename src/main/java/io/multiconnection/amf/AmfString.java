package io.multiconnection.amf;

/**
 * A String (AMF0, sections 2.4 and 2.14; AMF3, section 3.8).
 *
 * <p>AMF0 writes it short or long by its length in UTF-8, at most 65535 bytes or more. A lone
 * surrogate, which UTF-8 cannot encode, is written as U+FFFD.
 */
public record AmfString(String value) implements AmfValue {}

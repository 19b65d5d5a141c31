/**
 * AMF0 and AMF3: values as sealed records, and their readers and writers.
 *
 * <p>{@link io.multiconnection.amf.AmfValue} is what a message carries. {@link
 * io.multiconnection.amf.Amf0Reader} and {@link io.multiconnection.amf.Amf0Writer} are what RTMP
 * needs: they switch to AMF3 for a value and back by themselves.
 *
 * <p>What a format can say is read as it was written, shared values and cycles included. AMF0 does
 * not tell integers from numbers, nor sealed members from dynamic ones; AMF3 has 29 bits for an
 * integer, and no time zones, empty ECMA arrays and empty dynamic names.
 *
 * <p>Section numbers are those of Adobe's "Action Message Format -- AMF 0" (December 2007) and
 * "Action Message Format -- AMF 3" (January 2013).
 */
@NullMarked
package io.multiconnection.amf;

import org.jspecify.annotations.NullMarked;

/**
 * AMF0 and AMF3: values as sealed records, and their readers and writers.
 *
 * <p>{@link io.multiconnection.amf.AmfValue} is a value in a message. {@link
 * io.multiconnection.amf.Amf0Reader} and {@link io.multiconnection.amf.Amf0Writer} serve RTMP: they
 * switch to AMF3 and back within a message.
 *
 * <p>Everything that a format can express is read as it was written, including shared values and
 * cycles. AMF0 has no integers and no sealed members; AMF3 has integers of 29 bits, and no time
 * zones, empty ECMA arrays or empty dynamic names.
 *
 * <p>Section numbers are those of Adobe's "Action Message Format -- AMF 0" (December 2007) and
 * "Action Message Format -- AMF 3" (January 2013).
 */
@NullMarked
package io.multiconnection.amf;

import org.jspecify.annotations.NullMarked;

/**
 * AMF0 and AMF3: values as sealed records, and their readers and writers.
 *
 * <p>{@link io.multiconnection.amf.AmfValue} is what a message carries. {@link
 * io.multiconnection.amf.Amf0Reader} and {@link io.multiconnection.amf.Amf0Writer} are what RTMP
 * needs: their values may switch to AMF3 and back by themselves. Whatever a reader returns the
 * writer of its format writes, and that is read as an equal value.
 *
 * <p>Section numbers are those of Adobe's "Action Message Format -- AMF 0" (December 2007) and
 * "Action Message Format -- AMF 3" (January 2013).
 */
@NullMarked
package io.multiconnection.amf;

import org.jspecify.annotations.NullMarked;

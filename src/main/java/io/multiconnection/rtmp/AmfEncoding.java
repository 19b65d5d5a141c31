package io.multiconnection.rtmp;

/**
 * How a command, data or shared object message is encoded: each has a message type for either.
 *
 * <p>A message of the AMF3 types is AMF0 all the same (section 7.1.1 and what Flash sends): it
 * begins with a zero byte, and values that are more than a number, a string, a boolean or nothing
 * are switched to AMF3 one by one.
 */
public enum AmfEncoding {
    AMF0,
    AMF3
}

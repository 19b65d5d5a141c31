package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;

/** Checks that every reader of message bodies needs. */
final class MessageBody {

    private MessageBody() {}

    /**
     * Returns {@code body}.
     *
     * @param what the field to be read, named in the error
     * @throws UnreadableException if fewer than {@code bytes} bytes are left
     */
    static ByteBuf require(ByteBuf body, int bytes, String what) {
        if (body.readableBytes() < bytes) {
            throw new UnreadableException(
                    "%s with %d bytes left, expected %d"
                            .formatted(what, body.readableBytes(), bytes));
        }
        return body;
    }

    /** Reads the zero byte with which bodies of the AMF3 message types begin. */
    static void readFormat(ByteBuf body, AmfEncoding encoding) {
        if (encoding == AmfEncoding.AMF0) {
            return;
        }
        int format = require(body, 1, "AMF3 message").readUnsignedByte();
        if (format != 0) {
            throw new UnreadableException("AMF3 message of format " + format + ", expected 0");
        }
    }
}

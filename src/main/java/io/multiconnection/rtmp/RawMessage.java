package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;

/**
 * Message of the chunk codec: header and unread body (section 6.1).
 *
 * @param timestamp milliseconds, unsigned 32 bits
 * @param typeId 0 to 255, see {@link MessageType}
 * @param messageStreamId unsigned 32 bits
 * @param body 0 to 16777215 bytes, owned by the message
 */
record RawMessage(int timestamp, int typeId, int messageStreamId, ByteBuf body)
        implements ReferenceCountedHolder {

    @Override
    public ReferenceCounted counted() {
        return body;
    }
}

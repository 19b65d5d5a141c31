package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;

/**
 * A message as the chunk codec sees it: a header and bytes nobody has read yet (section 6.1).
 *
 * @param timestamp milliseconds, unsigned 32 bits
 * @param typeId 0..255, see {@link MessageType}
 * @param messageStreamId unsigned 32 bits
 * @param body 0..16777215 bytes, owned by the message
 */
record RawMessage(int timestamp, int typeId, int messageStreamId, ByteBuf body)
        implements ReferenceCountedHolder {

    @Override
    public ReferenceCounted counted() {
        return body;
    }
}

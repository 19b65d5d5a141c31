package io.multiconnection.rtmp;

import io.netty.util.ReferenceCounted;

/**
 * A message: what is said, when, and on which stream (section 6.1).
 *
 * <p>Reference-counted for the sake of payloads that carry a buffer, and free of charge for the
 * others. Who is handed a message owns it: pass it on or release it.
 *
 * @param timestamp milliseconds, unsigned 32 bits; wraps after 49.7 days
 * @param messageStreamId 0 for the connection itself, else what createStream answered; unsigned
 */
public record RtmpMessage(int timestamp, int messageStreamId, MessagePayload payload)
        implements ReferenceCountedHolder {

    /** A message of the connection itself at time 0, as commands and control messages are sent. */
    public static RtmpMessage of(MessagePayload payload) {
        return new RtmpMessage(0, 0, payload);
    }

    @Override
    public ReferenceCounted counted() {
        return payload.body();
    }

    @Override
    public RtmpMessage retain() {
        payload.body().retain();
        return this;
    }
}

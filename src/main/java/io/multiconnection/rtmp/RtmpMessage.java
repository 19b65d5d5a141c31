package io.multiconnection.rtmp;

import io.netty.util.ReferenceCounted;

/**
 * RTMP message: payload, timestamp and message stream (section 6.1).
 *
 * <p>Reference-counted because some payloads carry a buffer; for others counting has no cost. The
 * receiver of a message owns it: pass it on or release it.
 *
 * @param timestamp milliseconds, unsigned 32 bits; wraps after 49.7 days
 * @param messageStreamId 0 for the connection itself, otherwise the id returned by createStream;
 *     unsigned
 */
public record RtmpMessage(int timestamp, int messageStreamId, MessagePayload payload)
        implements ReferenceCountedHolder {

    /**
     * Returns a message of the connection itself at time 0, as used for commands and control
     * messages.
     */
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

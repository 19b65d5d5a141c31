package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;

/** What happens to a stream or to the connection (sections 6.2 and 7.1.7). Plain data. */
public sealed interface UserControl extends MessagePayload {

    @Override
    default int typeId() {
        return MessageType.USER_CONTROL;
    }

    /** The server's stream is ready; 0 right after connecting. */
    record StreamBegin(int messageStreamId) implements UserControl {}

    /** The playback of the stream is over. */
    record StreamEof(int messageStreamId) implements UserControl {}

    /** There is no more data on the stream for now. */
    record StreamDry(int messageStreamId) implements UserControl {}

    /**
     * The client's buffer.
     *
     * @param milliseconds of media it holds; unsigned
     */
    record SetBufferLength(int messageStreamId, int milliseconds) implements UserControl {}

    /** The stream is a recorded one. */
    record StreamIsRecorded(int messageStreamId) implements UserControl {}

    /**
     * Is the other side there?
     *
     * @param timestamp the sender's clock in milliseconds, unsigned
     */
    record PingRequest(int timestamp) implements UserControl {}

    /**
     * The answer to a ping.
     *
     * @param timestamp that of the request
     */
    record PingResponse(int timestamp) implements UserControl {}

    /**
     * An event the specification does not name, such as Flash Media Server's buffer states (31, 32)
     * and SWF verification (26).
     *
     * @param eventType 0..65535
     */
    record UnknownEvent(int eventType, ByteBuf body) implements UserControl {}
}

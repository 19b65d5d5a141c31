package io.multiconnection.rtmp;

import io.netty.buffer.ByteBuf;

/** Event of a stream or of the connection (sections 6.2 and 7.1.7). Plain data. */
public sealed interface UserControl extends MessagePayload {

    @Override
    default int typeId() {
        return MessageType.USER_CONTROL;
    }

    /** Readiness of the server's stream; 0 right after connecting. */
    record StreamBegin(int messageStreamId) implements UserControl {}

    /** End of a stream's playback. */
    record StreamEof(int messageStreamId) implements UserControl {}

    /** Lack of further data on the stream for now. */
    record StreamDry(int messageStreamId) implements UserControl {}

    /**
     * Length of the client's buffer.
     *
     * @param milliseconds media that it holds; unsigned
     */
    record SetBufferLength(int messageStreamId, int milliseconds) implements UserControl {}

    /** Notice that the stream is a recording. */
    record StreamIsRecorded(int messageStreamId) implements UserControl {}

    /**
     * Request for a {@link PingResponse}.
     *
     * @param timestamp clock of the sender in milliseconds, unsigned
     */
    record PingRequest(int timestamp) implements UserControl {}

    /**
     * Response to a ping.
     *
     * @param timestamp timestamp of the request
     */
    record PingResponse(int timestamp) implements UserControl {}

    /**
     * Event that the specification does not define, such as Flash Media Server's buffer states (31,
     * 32) and SWF verification (26).
     *
     * @param eventType 0 to 65535
     */
    record UnknownEvent(int eventType, ByteBuf body) implements UserControl {}
}

package io.multiconnection.load;

import io.netty.buffer.ByteBuf;

/** Audio or video message of a {@link Clip}. Its body ends with room for a {@link Stamp}. */
final class Frame {

    static final int AUDIO = 8;
    static final int VIDEO = 9;

    private final int type;
    private final int millis;
    private final byte[] body;

    /**
     * Creates a frame.
     *
     * @param type 8 for audio, 9 for video
     * @param millis timestamp within the clip
     * @param body body of the RTMP message, which must not change
     */
    Frame(int type, int millis, byte[] body) {
        this.type = type;
        this.millis = millis;
        this.body = body;
    }

    int type() {
        return type;
    }

    int millis() {
        return millis;
    }

    /** Returns the length of the body in bytes. */
    int length() {
        return body.length;
    }

    /** Whether this is a codec configuration, which has no stamp: AVC or AAC packet type 0. */
    boolean isConfiguration() {
        return body[1] == 0;
    }

    /** Writes the body, stamped with the time of sending. */
    void writeTo(ByteBuf out, long nanos) {
        out.writeBytes(body);
        if (!isConfiguration()) {
            Stamp.set(out, out.writerIndex(), nanos);
        }
    }
}

package io.multiconnection.load;

import io.netty.buffer.ByteBuf;

/**
 * Audio or video message of a {@link Clip}.
 *
 * @param type 8 for audio, 9 for video
 * @param millis timestamp within the clip
 * @param body body of the RTMP message; ends with room for a {@link Stamp}, unless it is a codec
 *     configuration
 */
record Frame(int type, int millis, byte[] body) {

    static final int VIDEO = 9;

    /** AVC video of packet type 0, or AAC audio of packet type 0. */
    boolean isConfiguration() {
        return body[1] == 0;
    }

    /** Writes the body, stamped with the time now, and returns its length. */
    int writeTo(ByteBuf out) {
        out.writeBytes(body);
        if (!isConfiguration()) {
            Stamp.set(out, out.writerIndex());
        }
        return body.length;
    }
}

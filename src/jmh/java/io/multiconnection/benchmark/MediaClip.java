package io.multiconnection.benchmark;

import io.multiconnection.protocol.MediaFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One second of a live stream: 25 H.264 frames of 448 kbit/s, the first of them a keyframe, and 47
 * AAC frames of 64 kbit/s. Its messages take 64 KB, as much as one read of a socket returns.
 */
public final class MediaClip {

    /** Number of frames. */
    public static final int FRAMES = 72;

    /** Length in milliseconds. */
    public static final int MILLIS = 1000;

    /** FLV tag body of an AVC configuration; its content matters to decoders only. */
    public static final Frame VIDEO_CONFIG = new Frame(Kind.VIDEO, 0, body(0x17, 0, 48));

    /** FLV tag body of an AAC configuration. */
    public static final Frame AUDIO_CONFIG = new Frame(Kind.AUDIO, 0, body(0xAF, 0, 4));

    private static final int VIDEO_FRAMES = 25;
    private static final int AUDIO_FRAMES = 47;
    private static final int KEYFRAME_BYTES = 9000;
    private static final int INTER_FRAME_BYTES = 1960;
    private static final int AUDIO_BYTES = 171;

    private MediaClip() {}

    /**
     * Audio or video frame.
     *
     * @param timestamp milliseconds since the start of the clip
     * @param body FLV tag body, on the heap
     */
    public record Frame(Kind kind, int timestamp, ByteBuf body) {

        /** Returns the body in a new pooled direct buffer, as media arrives from a socket. */
        public ByteBuf directBody() {
            int bytes = body.readableBytes();
            return PooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeBytes(body, 0, bytes);
        }
    }

    /** Returns the frames in the order in which they are sent. */
    public static List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < VIDEO_FRAMES; i++) {
            frames.add(i == 0 ? keyframe() : interFrame(i * MILLIS / VIDEO_FRAMES));
        }
        for (int i = 0; i < AUDIO_FRAMES; i++) {
            ByteBuf body = body(0xAF, 1, AUDIO_BYTES);
            frames.add(new Frame(Kind.AUDIO, i * MILLIS / AUDIO_FRAMES, body));
        }
        frames.sort(Comparator.comparingInt(Frame::timestamp));
        return frames;
    }

    private static Frame keyframe() {
        return new Frame(Kind.VIDEO, 0, body(0x17, 1, KEYFRAME_BYTES));
    }

    /** Returns a video frame that is no keyframe. */
    static Frame interFrame(int timestamp) {
        return new Frame(Kind.VIDEO, timestamp, body(0x27, 1, INTER_FRAME_BYTES));
    }

    private static ByteBuf body(int header, int packetType, int bytes) {
        byte[] body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        body[0] = (byte) header;
        body[1] = (byte) packetType;
        return Unpooled.wrappedBuffer(body);
    }
}

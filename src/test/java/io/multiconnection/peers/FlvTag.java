package io.multiconnection.peers;

import static io.netty.buffer.Unpooled.unreleasableBuffer;
import static io.netty.buffer.Unpooled.wrappedBuffer;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tag of an FLV file (FLV 10.1, annex E.4.1). Its body is the body of an RTMP message.
 *
 * @param type 8 for audio, 9 for video, 18 for data, as in RTMP messages
 * @param timestamp timestamp in milliseconds
 * @param body unreleasable body; send a {@code duplicate()} any number of times
 */
public record FlvTag(int type, int timestamp, ByteBuf body) {

    private static final int FILE_HEADER = 9;
    private static final int SIZE_OF_PREVIOUS = 4;
    private static final int STREAM_ID = 3;

    /**
     * Returns the tags of {@link Ffmpeg#clip}: metadata, codec configurations, then ten seconds of
     * audio and video.
     */
    public static List<FlvTag> ofClip() {
        return read(Ffmpeg.clip());
    }

    /** Returns all tags of a well-formed file. */
    public static List<FlvTag> read(Path file) {
        try {
            ByteBuf in =
                    wrappedBuffer(Files.readAllBytes(file))
                            .skipBytes(FILE_HEADER + SIZE_OF_PREVIOUS);
            List<FlvTag> tags = new ArrayList<>();
            while (in.isReadable()) {
                tags.add(next(in));
            }
            return tags;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FlvTag next(ByteBuf in) {
        int type = in.readByte();
        int size = in.readUnsignedMedium();
        int timestamp = in.readUnsignedMedium() | in.readByte() << 24;
        ByteBuf body = in.skipBytes(STREAM_ID).readSlice(size);
        in.skipBytes(SIZE_OF_PREVIOUS);
        return new FlvTag(type, timestamp, unreleasableBuffer(body));
    }
}

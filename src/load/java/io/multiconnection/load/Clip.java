package io.multiconnection.load;

import io.multiconnection.peers.Ffmpeg;
import io.multiconnection.peers.FlvTag;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ten seconds of a test pattern with a tone, H.264 at 25 frames per second and a constant bit rate,
 * and AAC at 64 kbit/s; to be published in a loop.
 *
 * @param configurations the codec configurations
 * @param frames audio and video in the order of their timestamps
 */
record Clip(List<Frame> configurations, List<Frame> frames) {

    static final int MILLIS = 10_000;

    private static final Path FOLDER = Path.of("target", "load");

    /** Heights of the video at up to 1 Mbit/s and above it. */
    private static final int LOW = 360;

    private static final int HIGH = 720;

    /** NAL unit of filler data (H.264, 7.3.2.7): length prefix and type. */
    private static final int FILLER_HEADER = 5;

    /** Returns a clip with this bit rate of the video in kbit/s, or without video if it is 0. */
    static Clip of(int videoKilobits) {
        List<Frame> configurations = new ArrayList<>();
        List<Frame> frames = new ArrayList<>();
        for (FlvTag tag : FlvTag.read(file(Math.max(videoKilobits, 100)))) {
            byte[] body = ByteBufUtil.getBytes(tag.body());
            boolean isVideo = tag.type() == Frame.VIDEO;
            boolean isWanted = tag.type() == Frame.AUDIO || (isVideo && videoKilobits > 0);
            if (isWanted && body[1] == 0) {
                configurations.add(new Frame(tag.type(), tag.timestamp(), body));
            } else if (isWanted && body[1] == 1) {
                frames.add(new Frame(tag.type(), tag.timestamp(), withStamp(tag.type(), body)));
            }
        }
        return new Clip(configurations, frames);
    }

    /** Returns a body with room for a stamp at its end, which decoders ignore. */
    private static byte[] withStamp(int type, byte[] body) {
        int more = type == Frame.VIDEO ? FILLER_HEADER + Stamp.BYTES : Stamp.BYTES;
        byte[] longer = Arrays.copyOf(body, body.length + more);
        if (type == Frame.VIDEO) {
            ByteBuffer.wrap(longer, body.length, more).putInt(more - Integer.BYTES).put((byte) 12);
        }
        return longer;
    }

    private static Path file(int kilobits) {
        Path file = FOLDER.resolve("clip-" + kilobits + ".flv").toAbsolutePath();
        if (!Files.exists(file)) {
            make(file, kilobits);
        }
        return file;
    }

    private static void make(Path file, int kilobits) {
        try {
            Files.createDirectories(FOLDER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int height = kilobits > 1000 ? HIGH : LOW;
        String arguments =
                """
                -f lavfi -i testsrc2=size=%dx%d:rate=25 -f lavfi -i sine=frequency=440:sample_rate=44100
                -t 10 -pix_fmt yuv420p -c:v libx264 -preset veryfast -g 50 -bf 0
                -b:v %3$dk -minrate %3$dk -maxrate %3$dk -bufsize %3$dk -x264-params nal-hrd=cbr
                -c:a aac -b:a 64k -flvflags no_duration_filesize
                """
                        .formatted(height * 16 / 9, height, kilobits);
        List<String> words = new ArrayList<>(List.of(arguments.strip().split("\\s+", -1)));
        words.add(file.toString());
        Ffmpeg.start("ffmpeg", words).awaitSuccess(Duration.ofMinutes(1));
    }
}

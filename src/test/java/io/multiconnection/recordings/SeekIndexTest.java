package io.multiconnection.recordings;

import static io.multiconnection.Hex.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.Bodies;
import io.multiconnection.media.FlvTag;
import io.multiconnection.media.SetupFrames;
import io.multiconnection.recordings.SeekIndex.Point;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeekIndexTest {

    private static final int MAX_POINTS = 8;

    private final SeekIndex index = new SeekIndex(MAX_POINTS);

    @Test
    void findsKeyframeAtOrBeforeTimestamp() {
        add(100, FlvTag.DATA, 0, "02 000a 6f6e4d65746144617461 08 00000000 000009");
        add(200, FlvTag.VIDEO, 0, "1700000000aa");
        add(300, FlvTag.AUDIO, 0, "af00bb");
        add(400, FlvTag.VIDEO, 0, "1701000000");
        add(500, FlvTag.VIDEO, 40, "2701000000");
        add(600, FlvTag.VIDEO, 1000, "1701000000");
        add(700, FlvTag.VIDEO, 1500, "1700000000cc");
        add(800, FlvTag.VIDEO, 2000, "1701000000");

        assertThat(index.floor(0)).contains(new Point(0, 400, List.of(100L, 200L, 300L)));
        assertThat(index.floor(999)).contains(new Point(0, 400, List.of(100L, 200L, 300L)));
        assertThat(index.floor(1000)).contains(new Point(1000, 600, List.of(100L, 200L, 300L)));
        assertThat(index.floor(1999)).contains(new Point(1000, 600, List.of(100L, 200L, 300L)));
        assertThat(index.floor(99_999)).contains(new Point(2000, 800, List.of(100L, 700L, 300L)));
    }

    @Test
    void addsOnePointPerSecondWithoutVideo() {
        for (int i = 0; i < 300; i++) {
            add(1000 + i, FlvTag.AUDIO, i * 10, "af01");
        }

        assertThat(index.floor(0)).map(Point::timestamp).contains(0);
        assertThat(index.floor(1500)).map(Point::timestamp).contains(1000);
        assertThat(index.floor(2990)).map(Point::position).contains(1200L);
    }

    @Test
    void returnsFirstPointForEarlierTime() {
        add(1, FlvTag.AUDIO, 500, "af01");
        add(2, FlvTag.VIDEO, 500, "1701000000");

        assertThat(index.floor(0)).map(Point::position).contains(1L);
        assertThat(index.floor(500)).map(Point::position).contains(1L);
        assertThat(index.floor(501)).map(Point::position).contains(2L);
    }

    @Test
    void findsNoPointInEmptyFile() {
        assertThat(index.floor(0)).isEmpty();
    }

    @Test
    void thinsPointsOfVeryLongRecording() {
        for (int i = 0; i < 1000; i++) {
            add(i, FlvTag.VIDEO, i, "1701000000");
        }

        assertThat(index.floor(0)).map(Point::timestamp).contains(0);
        for (int i = 0; i < 1000; i++) {
            int found = index.floor(i).orElseThrow().timestamp();
            assertThat(found).isBetween(Math.max(0, i - 2 * 1000 / MAX_POINTS), i);
        }
    }

    @Test
    void findsSetupFramesOfAllTracks() {
        add(100, FlvTag.AUDIO, 0, Bodies.channels(1, 1));
        add(200, FlvTag.VIDEO, 0, Bodies.videoConfigs(0, 1, 1));
        add(300, FlvTag.VIDEO, 0, Bodies.colorInfo(1, 1));
        add(400, FlvTag.VIDEO, 0, Bodies.videoConfig(0, 2));
        add(500, FlvTag.VIDEO, 0, Bodies.keyframe(1, 1));
        add(600, FlvTag.VIDEO, 40, Bodies.keyframe(0, 1));
        add(700, FlvTag.VIDEO, 80, Bodies.videoConfig(1, 3));
        add(800, FlvTag.VIDEO, 80, Bodies.keyframe(0, 2));

        assertThat(index.floor(40)).contains(new Point(40, 600, List.of(200L, 400L, 300L, 100L)));
        assertThat(index.floor(80)).contains(new Point(80, 800, List.of(400L, 700L, 300L, 100L)));
    }

    /** Adds keyframes, each after its own setup frames of the maximum number of tracks. */
    @Test
    void holdsNoMoreSetupFramesThanItsLimit() {
        for (int i = 0; i < 100; i++) {
            for (int track = 0; track < SetupFrames.MAX_FRAMES; track++) {
                add(i, FlvTag.VIDEO, i, Bodies.videoConfig(track, 1));
            }
            add(i, FlvTag.VIDEO, i, Bodies.keyframe(0, 1));
        }
        long positions =
                IntStream.range(0, 100)
                        .mapToObj(i -> index.floor(i).orElseThrow())
                        .distinct()
                        .mapToLong(point -> point.setup().size())
                        .sum();
        assertThat(positions).isBetween(1L, 4L * MAX_POINTS + SetupFrames.MAX_FRAMES);
    }

    private void add(long position, int type, int timestamp, String body) {
        index.add(
                new FlvTag(
                        position,
                        type,
                        timestamp,
                        body.length(),
                        Unpooled.wrappedBuffer(bytes(body))));
    }
}

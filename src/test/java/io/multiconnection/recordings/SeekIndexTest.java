package io.multiconnection.recordings;

import static io.multiconnection.Hex.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.FlvTag;
import io.multiconnection.recordings.SeekIndex.Point;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeekIndexTest {

    private static final int MAX_POINTS = 8;

    private final SeekIndex index = new SeekIndex(MAX_POINTS);

    @Test
    void findsTheKeyframeAtATimeOrBeforeIt() {
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
    void soundAloneHasAPointASecond() {
        for (int i = 0; i < 300; i++) {
            add(1000 + i, FlvTag.AUDIO, i * 10, "af01");
        }

        assertThat(index.floor(0)).map(Point::timestamp).contains(0);
        assertThat(index.floor(1500)).map(Point::timestamp).contains(1000);
        assertThat(index.floor(2990)).map(Point::position).contains(1200L);
    }

    @Test
    void aTimeBeforeTheFirstPointIsThatPoint() {
        add(1, FlvTag.AUDIO, 500, "af01");
        add(2, FlvTag.VIDEO, 500, "1701000000");

        assertThat(index.floor(0)).map(Point::position).contains(1L);
        assertThat(index.floor(500)).map(Point::position).contains(1L);
        assertThat(index.floor(501)).map(Point::position).contains(2L);
    }

    @Test
    void nothingIsFoundWhereThereIsNothing() {
        assertThat(index.floor(0)).isEmpty();
    }

    @Test
    void aVeryLongRecordingHasFewerPoints() {
        for (int i = 0; i < 1000; i++) {
            add(i, FlvTag.VIDEO, i, "1701000000");
        }

        assertThat(index.floor(0)).map(Point::timestamp).contains(0);
        for (int i = 0; i < 1000; i++) {
            int found = index.floor(i).orElseThrow().timestamp();
            assertThat(found).isBetween(Math.max(0, i - 2 * 1000 / MAX_POINTS), i);
        }
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

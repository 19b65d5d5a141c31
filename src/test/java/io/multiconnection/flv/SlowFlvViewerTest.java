package io.multiconnection.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Data;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writes and memory of viewers, and the end of viewers that do not read. */
class SlowFlvViewerTest extends FlvViewerFixture {

    @Test
    void boundsQueueOfUnreadTagsAndContinuesAtKeyframe() {
        send(0, video("1700000000aa"));
        send(0, videoFrame("17"));
        open();
        socket.full = true;
        for (int i = 1; i <= 100; i++) {
            send(i, videoFrame("27"));
        }
        socket.full = false;
        transport.listener().onWritable();
        long taken = socket.bytes.readableBytes();
        assertThat(taken).isBetween(MAX_BYTES / 2L, (long) MAX_BYTES);
        socket.bytes.clear();
        send(200, videoFrame("27"));
        assertThat(socket.bytes.readableBytes()).isZero();
        send(240, videoFrame("17"));
        assertThat(socket.kinds()).isEqualTo("9@240");
    }

    @Test
    void joinsTagsOfOneTurnOfTheLoopInOneWrite() {
        send(0, video("1701000000aa"));
        send(0, audio("af01aa"));
        transport.listener().onOpen(socket);
        socket.bytes.clear();
        socket.writes = 0;
        for (int i = 0; i < 40; i += 20) {
            arrive(i, audio("af01aa"));
        }
        arrive(40, video("2701000000aa"));
        assertThat(socket.kinds()).isEmpty();
        channel.runPendingTasks();
        assertThat(socket.kinds()).isEqualTo("8@0 8@20 9@40");
        assertThat(socket.writes).isEqualTo(1);
    }

    @Test
    void writesLargeTagsWithoutWaitingForTheEndOfTheTurn() {
        send(0, videoFrame("17"));
        open();
        socket.bytes.clear();
        arrive(40, videoFrame("27"));
        arrive(80, videoFrame("27"));
        assertThat(socket.kinds()).isEqualTo("9@40 9@80");
    }

    @Test
    void keepsOnlyLatestSetupFramesBeforeMedia() {
        for (int i = 0; i < 10_000; i++) {
            send(i, metadata());
            send(i, new Data(List.of(new AmfString("onCuePoint")), AmfEncoding.AMF0));
            send(i, video("1700000000aa"));
        }
        assertThat(memory.used()).isLessThan(100_000);
        send(10_000, video("1701000000aa"));
        open();
        assertThat(socket.kinds()).isEqualTo("FLV1 18@0 9@10000 9@10000");
    }

    @Test
    void countsMemoryOfUnreadTagsUntilTheyAreWritten() {
        send(0, videoFrame("17"));
        open();
        socket.stuck = true;
        send(40, videoFrame("27"));
        assertThat(memory.used(MemoryKind.PLAYBACK)).as("in the socket").isGreaterThan(10_000);
        socket.full = true;
        send(80, videoFrame("27"));
        assertThat(memory.used(MemoryKind.PLAYBACK))
                .as("in the socket and in the queue")
                .isGreaterThan(20_000);
        socket.unread.removeFirst().run();
        socket.stuck = false;
        socket.full = false;
        transport.listener().onWritable();
        assertThat(memory.used(MemoryKind.PLAYBACK)).isZero();
        viewer.close();
        viewer.close();
        assertThat(memory.used()).isZero();
    }

    @Test
    void dropsViewerThatReadsNothingForAMinute() {
        send(0, videoFrame("17"));
        open();
        socket.stuck = true;
        send(40, videoFrame("27"));
        pass(45);
        socket.unread.removeFirst().run(); // the viewer reads something
        send(80, videoFrame("27"));
        pass(45);
        assertThat(transport.dropped).isFalse();
        pass(30);
        assertThat(transport.dropped).isTrue();
        viewer.close();
        assertThat(memory.used()).isZero();
    }

    @Test
    void keepsViewerWithoutUnreadTags() {
        send(0, videoFrame("17"));
        open();
        pass(600);
        assertThat(transport.dropped).isFalse();
        assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(-1);
    }

    @Test
    void dropsViewerThatDoesNotReadEndForAMinute() {
        send(0, videoFrame("17"));
        open();
        socket.stuck = true;
        socket.full = true;
        send(40, videoFrame("27"));
        viewer.end();
        pass(75);
        assertThat(transport.ended).isFalse();
        assertThat(transport.dropped).isTrue();
    }

    /** Each of them may queue 100 KB, 12 MB in all. */
    @Test
    void boundsMemoryOf120ViewersThatDoNotRead() {
        MemoryLimits limits = new MemoryLimits(8 << 20, 4 << 20, 1 << 20);
        MemoryBudget small = new MemoryBudget(limits);
        List<FlvViewer> viewers = new ArrayList<>();
        Set<FlvViewer> ended = new HashSet<>();
        for (int i = 0; i < 120; i++) {
            TestTransport one = new TestTransport();
            FlvViewer unread =
                    new FlvViewer(
                            one,
                            true,
                            true,
                            MAX_BYTES,
                            PlayMetrics.NONE,
                            small,
                            "192.0.2." + i % 4,
                            channel.eventLoop());
            one.onDrop = () -> ended.add(unread);
            viewers.add(unread);
        }
        for (int timestamp = 0; timestamp < 40; timestamp++) {
            for (FlvViewer each : viewers) {
                if (!ended.contains(each)) {
                    viewer = each;
                    send(timestamp, timestamp % 10 == 0 ? videoFrame("17") : videoFrame("27"));
                }
            }
            channel.runPendingTasks();
            ended.forEach(FlvViewer::close);
            assertThat(small.used()).isLessThanOrEqualTo(limits.total());
        }
        assertThat(ended).as("viewers with the most memory end").hasSizeLessThan(60);
        assertThat(small.admits()).as("room for another").isFalse();
        viewers.forEach(FlvViewer::close);
        assertThat(small.used()).isZero();
        assertThat(small.admits()).isTrue();
    }
}

package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.relay.PlayMetrics;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Viewers that do not read: their queues, their memory and their end. */
class SlowFlvViewerTest extends FlvViewerFixture {

    @Test
    void whoDoesNotReadHasABoundedQueueAndGoesOnWithAKeyframe() {
        send(0, video("1700000000aa"));
        send(0, picture("17"));
        open();
        socket.full = true;
        for (int i = 1; i <= 100; i++) {
            send(i, picture("27"));
        }
        socket.full = false;
        socket.drained.handle(null);
        long taken = socket.bytes.length();
        assertThat(taken).isBetween(MAX_BYTES / 2L, (long) MAX_BYTES);
        socket.bytes = Buffer.buffer();
        send(200, picture("27"));
        assertThat(socket.bytes.length()).isZero();
        send(240, picture("17"));
        assertThat(socket.kinds()).isEqualTo("9@240");
    }

    @Test
    void keepsOnlyTheLastSetupFramesBeforeThereIsMedia() {
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
    void countsWhatWaitsAndWhatTheSocketHasUntilItIsRead() {
        send(0, picture("17"));
        open();
        socket.stuck = true;
        send(40, picture("27"));
        assertThat(memory.used(MemoryKind.PLAYBACK)).as("in the socket").isGreaterThan(10_000);
        socket.full = true;
        send(80, picture("27"));
        assertThat(memory.used(MemoryKind.PLAYBACK)).as("and here").isGreaterThan(20_000);
        socket.unread.removeFirst().complete();
        socket.stuck = false;
        socket.full = false;
        socket.drained.handle(null);
        assertThat(memory.used(MemoryKind.PLAYBACK)).isZero();
        viewer.gone();
        viewer.gone();
        assertThat(memory.used()).isZero();
    }

    @Test
    void dropsViewerWhoReadsNothingForAMinute() {
        send(0, picture("17"));
        open();
        socket.stuck = true;
        send(40, picture("27"));
        pass(45);
        socket.unread.removeFirst().complete(); // something is read after all
        send(80, picture("27"));
        pass(45);
        assertThat(way.dropped).isFalse();
        pass(30);
        assertThat(way.dropped).isTrue();
        viewer.gone();
        assertThat(memory.used()).isZero();
    }

    @Test
    void keepsViewerForWhomNothingWaits() {
        send(0, picture("17"));
        open();
        pass(600);
        assertThat(way.dropped).isFalse();
        assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(-1);
    }

    @Test
    void dropsViewerWhoseEndIsNotReadForAMinute() {
        send(0, picture("17"));
        open();
        socket.stuck = true;
        socket.full = true;
        send(40, picture("27"));
        viewer.end();
        pass(75);
        assertThat(way.ended).isFalse();
        assertThat(way.dropped).isTrue();
    }

    /** As many as one address may have; each may queue 100 KB, 12 MB in all. */
    @Test
    void bounds120ViewersThatBeginAndDoNotRead() {
        MemoryLimits limits = new MemoryLimits(8 << 20, 4 << 20, 1 << 20);
        MemoryBudget small = new MemoryBudget(limits);
        List<FlvViewer> viewers = new ArrayList<>();
        Set<FlvViewer> ended = new HashSet<>();
        for (int i = 0; i < 120; i++) {
            TestWay one = new TestWay();
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
                    send(timestamp, timestamp % 10 == 0 ? picture("17") : picture("27"));
                }
            }
            channel.runPendingTasks();
            ended.forEach(FlvViewer::gone);
            assertThat(small.used()).isLessThanOrEqualTo(limits.total());
        }
        assertThat(ended).as("the largest give way").hasSizeLessThan(60);
        assertThat(small.admits()).as("room for another").isFalse();
        viewers.forEach(FlvViewer::gone);
        assertThat(small.used()).isZero();
        assertThat(small.admits()).isTrue();
    }
}

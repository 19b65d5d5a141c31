package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.Bodies;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.memory.MemoryOverrun;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queue to an event loop that runs only when the test runs it. */
class CrossLoopQueueTest {

    private static final int FRAME_BYTES = 10_000;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<MemoryOverrun> overruns = new ArrayList<>();
    private final MemoryBudget memory =
            new MemoryBudget(new MemoryLimits(32 << 20, 32 << 20, 16 << 20));
    private final MemoryAccount account = memory.open(null, Runnable::run, overruns::add);
    private final AtomicInteger dropped = new AtomicInteger();
    private final List<String> arrived = new ArrayList<>();
    private final CrossLoopQueue queue =
            new CrossLoopQueue(
                    channel.eventLoop(),
                    account,
                    new CountedDrops(dropped),
                    frame -> arrived.add(TestFrames.text(frame, frame.timestamp())));

    @AfterEach
    void close() {
        channel.runPendingTasks();
        assertThat(account.held()).isZero();
        account.close();
        assertThat(memory.used()).isZero();
        channel.close();
    }

    @Test
    void deliversFramesInOrder() {
        List.of(
                        TestFrames.videoConfig(0),
                        TestFrames.keyframe(0),
                        TestFrames.audioFrame(10),
                        TestFrames.interFrame(40))
                .forEach(queue::frame);
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 0", "AUDIO 10", "VIDEO 40");
    }

    @Test
    void dropsUpToNextKeyframeWhileLoopIsBlocked() {
        queue.frame(TestFrames.videoConfig(0));
        queue.frame(video("17", 0));
        for (int i = 1; i <= 10_000; i++) {
            queue.frame(i % 100 == 0 ? TestFrames.videoConfig(i) : video("27", i));
            assertThat(account.held()).isLessThan(CrossLoopQueue.MAX_BYTES + 100_000);
        }
        assertThat(dropped.get()).isGreaterThan(9000);
        channel.runPendingTasks();
        assertThat(arrived).startsWith("VIDEO_CONFIG 0", "KEYFRAME 0", "VIDEO 1", "VIDEO 2");
        arrived.clear();

        queue.frame(video("27", 10_001));
        queue.frame(TestFrames.audioFrame(10_001));
        queue.frame(video("17", 10_002));
        queue.frame(video("27", 10_003));
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("VIDEO_CONFIG 10000", "KEYFRAME 10002", "VIDEO 10003");
    }

    @Test
    void sendsLatestSetupFramesAfterLag() {
        queue.frame(video("17", 0));
        while (dropped.get() == 0) {
            queue.frame(video("27", 1));
        }
        queue.frame(TestFrames.audio(2, Bodies.channels(1, 1)));
        queue.frame(TestFrames.video(3, Bodies.colorInfo(0, 1)));
        queue.frame(TestFrames.video(4, Bodies.videoConfig(1, 1)));
        queue.frame(TestFrames.video(5, Bodies.videoConfig(0, 1)));
        queue.frame(TestFrames.video(6, Bodies.videoConfig(1, 2)));
        channel.runPendingTasks();
        arrived.clear();
        queue.frame(video("17", 7));
        channel.runPendingTasks();
        assertThat(arrived)
                .containsExactly(
                        "VIDEO_CONFIG 5",
                        "VIDEO_CONFIG 6",
                        "VIDEO_METADATA 3",
                        "AUDIO_CHANNELS 2",
                        "KEYFRAME 7");
    }

    @Test
    void resumesAtAudioWithoutVideo() {
        assertSoundGoesOn();
    }

    private void assertSoundGoesOn() {
        for (int i = 0; i < 1000; i++) {
            queue.frame(sound(i));
        }
        assertThat(dropped.get()).isPositive();
        channel.runPendingTasks();
        arrived.clear();
        queue.frame(sound(1000));
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("AUDIO 1000");
    }

    @Test
    void resumesAtAudioAfterVideoConfigurationOnly() {
        queue.frame(TestFrames.videoConfig(0));
        assertSoundGoesOn();
    }

    @Test
    void deliversSingleFrameOverLimit() {
        queue.frame(frame("17", 0, 5 << 20));
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("KEYFRAME 0");
    }

    @Test
    void dropsFramesWithoutMemory() {
        MemoryAccount other = memory.open(null, Runnable::run, _ -> {});
        other.take(MemoryKind.BASE, 30 << 20); // scarce
        for (int i = 0; i < 100; i++) {
            queue.frame(video("17", i));
        }
        assertThat(account.held()).isLessThan(300_000);
        assertThat(dropped.get()).isPositive();
        other.close();
    }

    /** Simulates a server that sends nothing but statuses. */
    @Test
    void statusFloodEndsRelay() {
        AtomicInteger heard = new AtomicInteger();
        while (overruns.isEmpty()) {
            queue.post(1000, heard::incrementAndGet);
        }
        assertThat(overruns).containsExactly(MemoryOverrun.HOLDER);
        assertThat(account.held()).isLessThan(17 << 20);
        channel.runPendingTasks();
        assertThat(heard.get()).isGreaterThan(10_000);
    }

    private static RelayFrame video(String type, int timestamp) {
        return frame(type, timestamp, FRAME_BYTES);
    }

    private static RelayFrame frame(String type, int timestamp, int bytes) {
        ByteBuf body = Unpooled.buffer(bytes + 5);
        body.writeByte(Integer.parseInt(type, 16)).writeByte(1).writeZero(3 + bytes);
        return TestFrames.frame(timestamp, new Video(body));
    }

    private static RelayFrame sound(int timestamp) {
        ByteBuf body = Unpooled.buffer().writeByte(0xaf).writeByte(1).writeZero(FRAME_BYTES);
        return TestFrames.frame(timestamp, new Audio(body));
    }

    private record CountedDrops(AtomicInteger count) implements PlayMetrics {

        @Override
        public void relays(int change) {}

        @Override
        public void viewers(int change) {}

        @Override
        public void sent(int bytes) {}

        @Override
        public void dropped() {
            count.incrementAndGet();
        }

        @Override
        public void failover() {}
    }
}

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

/** Frames for an event loop that takes nothing until the test runs it. */
class HandoverTest {

    private static final int FRAME_BYTES = 10_000;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<MemoryOverrun> overruns = new ArrayList<>();
    private final MemoryBudget memory =
            new MemoryBudget(new MemoryLimits(32 << 20, 32 << 20, 16 << 20));
    private final MemoryAccount account = memory.open(null, Runnable::run, overruns::add);
    private final AtomicInteger dropped = new AtomicInteger();
    private final List<String> arrived = new ArrayList<>();
    private final Handover handover =
            new Handover(
                    channel.eventLoop(),
                    account,
                    new CountedDrops(dropped),
                    frame -> arrived.add(Frames.words(frame, frame.timestamp())));

    @AfterEach
    void close() {
        channel.runPendingTasks();
        assertThat(account.held()).isZero();
        account.close();
        assertThat(memory.used()).isZero();
        channel.close();
    }

    @Test
    void handsFramesOverInOrder() {
        List.of(Frames.videoConfig(0), Frames.keyframe(0), Frames.sound(10), Frames.picture(40))
                .forEach(handover::frame);
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 0", "AUDIO 10", "VIDEO 40");
    }

    @Test
    void dropsUpToNextKeyframeWhileTheLoopTakesNothing() {
        handover.frame(Frames.videoConfig(0));
        handover.frame(video("17", 0));
        for (int i = 1; i <= 10_000; i++) {
            handover.frame(i % 100 == 0 ? Frames.videoConfig(i) : video("27", i));
            assertThat(account.held()).isLessThan(Handover.MAX_BYTES + 100_000);
        }
        assertThat(dropped.get()).isGreaterThan(9000);
        channel.runPendingTasks();
        assertThat(arrived).startsWith("VIDEO_CONFIG 0", "KEYFRAME 0", "VIDEO 1", "VIDEO 2");
        arrived.clear();

        handover.frame(video("27", 10_001));
        handover.frame(Frames.sound(10_001));
        handover.frame(video("17", 10_002));
        handover.frame(video("27", 10_003));
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("VIDEO_CONFIG 10000", "KEYFRAME 10002", "VIDEO 10003");
    }

    @Test
    void bringsLastSetupFrameOfEachTrackAfterALag() {
        handover.frame(video("17", 0));
        while (dropped.get() == 0) {
            handover.frame(video("27", 1));
        }
        handover.frame(Frames.audio(2, Bodies.channels(1, 1)));
        handover.frame(Frames.video(3, Bodies.colorInfo(0, 1)));
        handover.frame(Frames.video(4, Bodies.videoConfig(1, 1)));
        handover.frame(Frames.video(5, Bodies.videoConfig(0, 1)));
        handover.frame(Frames.video(6, Bodies.videoConfig(1, 2)));
        channel.runPendingTasks();
        arrived.clear();
        handover.frame(video("17", 7));
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
    void goesOnWithSoundWhereThereIsNoVideo() {
        assertSoundGoesOn();
    }

    private void assertSoundGoesOn() {
        for (int i = 0; i < 1000; i++) {
            handover.frame(sound(i));
        }
        assertThat(dropped.get()).isPositive();
        channel.runPendingTasks();
        arrived.clear();
        handover.frame(sound(1000));
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("AUDIO 1000");
    }

    @Test
    void goesOnWithSoundWhereOnlyAVideoConfigurationHasCome() {
        handover.frame(Frames.videoConfig(0));
        assertSoundGoesOn();
    }

    @Test
    void handsOverOneFrameThatIsLargerThanTheBound() {
        handover.frame(frame("17", 0, 5 << 20));
        channel.runPendingTasks();
        assertThat(arrived).containsExactly("KEYFRAME 0");
    }

    @Test
    void dropsFramesForWhichTheRelayHasNoMemory() {
        MemoryAccount other = memory.open(null, Runnable::run, _ -> {});
        other.take(MemoryKind.BASE, 30 << 20); // scarce
        for (int i = 0; i < 100; i++) {
            handover.frame(video("17", i));
        }
        assertThat(account.held()).isLessThan(300_000);
        assertThat(dropped.get()).isPositive();
        other.close();
    }

    /** As of a server that sends nothing but statuses. */
    @Test
    void endsTheRelayWhereStatusesFloodALoopThatTakesNothing() {
        AtomicInteger heard = new AtomicInteger();
        while (overruns.isEmpty()) {
            handover.hand(1000, heard::incrementAndGet);
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
        return Frames.frame(timestamp, new Video(body));
    }

    private static RelayFrame sound(int timestamp) {
        ByteBuf body = Unpooled.buffer().writeByte(0xaf).writeByte(1).writeZero(FRAME_BYTES);
        return Frames.frame(timestamp, new Audio(body));
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

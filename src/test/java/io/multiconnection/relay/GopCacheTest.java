package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.Bodies;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GopCacheTest {

    private static final int MAX_BYTES = 16 * (int) TestFrames.interFrame(0).heap();

    private final MemoryBudget memory =
            new MemoryBudget(new MemoryLimits(1 << 20, 1 << 20, 40_000));
    private final MemoryAccount account = memory.open(null, Runnable::run, _ -> {});
    private final GopCache backlog = new GopCache(MAX_BYTES, account, RelayFrame::heap);

    @AfterEach
    void givesBackAll() {
        backlog.clear();
        assertThat(account.held()).isZero();
    }

    @Test
    void keepsSetupFramesAndCurrentGop() {
        add(
                TestFrames.audioConfig(0),
                TestFrames.audioFrame(0),
                TestFrames.videoConfig(0),
                TestFrames.metadata());
        add(
                TestFrames.keyframe(0),
                TestFrames.interFrame(40),
                TestFrames.keyframe(80),
                TestFrames.audioFrame(90));
        add(TestFrames.data(95, "onCuePoint"), TestFrames.interFrame(120));

        assertThat(words())
                .containsExactly(
                        "METADATA 0",
                        "VIDEO_CONFIG 0",
                        "AUDIO_CONFIG 0",
                        "KEYFRAME 80",
                        "AUDIO 90",
                        "VIDEO 120");
    }

    @Test
    void dropsGopOfOtherConfiguration() {
        add(
                TestFrames.videoConfig(0),
                TestFrames.keyframe(0),
                TestFrames.videoConfig(40),
                TestFrames.interFrame(40));
        assertThat(words()).containsExactly("VIDEO_CONFIG 40");
    }

    @Test
    void keepsFramesWhenAnotherTrackIsConfigured() {
        add(
                TestFrames.video(0, Bodies.videoConfig(0, 1)),
                TestFrames.video(0, Bodies.keyframe(0, 1)));
        add(
                TestFrames.video(0, Bodies.videoConfig(1, 1)),
                TestFrames.video(20, Bodies.picture(0, 2)));
        assertThat(words())
                .containsExactly("VIDEO_CONFIG 0", "VIDEO_CONFIG 0", "KEYFRAME 0", "VIDEO 20");
        add(
                TestFrames.video(40, Bodies.videoConfigs(0, 1, 2)),
                TestFrames.video(40, Bodies.picture(0, 3)));
        assertThat(words()).containsExactly("VIDEO_CONFIG 40");
    }

    @Test
    void keepsNoGopOverLimit() {
        add(TestFrames.videoConfig(0), TestFrames.keyframe(0));
        IntStream.range(1, 17).forEach(i -> add(TestFrames.interFrame(i)));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0");
        add(TestFrames.interFrame(20), TestFrames.keyframe(30), TestFrames.interFrame(40));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 30", "VIDEO 40");
    }

    @Test
    void countsEachFrameOnceWithItsOverhead() {
        add(
                TestFrames.videoConfig(0),
                TestFrames.videoConfig(0),
                TestFrames.keyframe(0),
                TestFrames.interFrame(1));
        assertThat(account.held(MemoryKind.PLAYBACK))
                .isEqualTo(3 * TestFrames.interFrame(0).heap());
    }

    @Test
    void keepsNoGopWithoutMemory() {
        account.take(MemoryKind.BASE, 29_500); // of 40,000, where three quarters are for all
        add(
                TestFrames.videoConfig(0),
                TestFrames.keyframe(0),
                TestFrames.interFrame(1),
                TestFrames.interFrame(2));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0");
        account.give(MemoryKind.BASE, 29_500);
        add(TestFrames.keyframe(3), TestFrames.interFrame(4));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 3", "VIDEO 4");
    }

    @Test
    void soundAloneIsNotKept() {
        add(TestFrames.audioConfig(0), TestFrames.audioFrame(10), TestFrames.audioFrame(20));
        assertThat(words()).containsExactly("AUDIO_CONFIG 0");
    }

    private void add(RelayFrame... frames) {
        List.of(frames).forEach(backlog::add);
    }

    private List<String> words() {
        return backlog.frames().stream().map(it -> TestFrames.text(it, it.timestamp())).toList();
    }
}

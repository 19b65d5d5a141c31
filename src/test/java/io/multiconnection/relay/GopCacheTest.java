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

    private static final int MAX_BYTES = 16 * (int) Frames.picture(0).heap();

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
    void keepsWhatAPlayerNeedsAndAllSinceTheLastKeyframe() {
        add(Frames.audioConfig(0), Frames.sound(0), Frames.videoConfig(0), Frames.metadata());
        add(Frames.keyframe(0), Frames.picture(40), Frames.keyframe(80), Frames.sound(90));
        add(Frames.data(95, "onCuePoint"), Frames.picture(120));

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
    void picturesOfAnotherConfigurationAreOfNoUse() {
        add(Frames.videoConfig(0), Frames.keyframe(0), Frames.videoConfig(40), Frames.picture(40));
        assertThat(words()).containsExactly("VIDEO_CONFIG 40");
    }

    @Test
    void keepsFramesWhenAnotherTrackIsConfigured() {
        add(Frames.video(0, Bodies.videoConfig(0, 1)), Frames.video(0, Bodies.keyframe(0, 1)));
        add(Frames.video(0, Bodies.videoConfig(1, 1)), Frames.video(20, Bodies.picture(0, 2)));
        assertThat(words())
                .containsExactly("VIDEO_CONFIG 0", "VIDEO_CONFIG 0", "KEYFRAME 0", "VIDEO 20");
        add(Frames.video(40, Bodies.videoConfigs(0, 1, 2)), Frames.video(40, Bodies.picture(0, 3)));
        assertThat(words()).containsExactly("VIDEO_CONFIG 40");
    }

    @Test
    void moreThanItsLimitIsNotKept() {
        add(Frames.videoConfig(0), Frames.keyframe(0));
        IntStream.range(1, 17).forEach(i -> add(Frames.picture(i)));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0");
        add(Frames.picture(20), Frames.keyframe(30), Frames.picture(40));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 30", "VIDEO 40");
    }

    @Test
    void countsEachFrameOnceWithItsOverhead() {
        add(Frames.videoConfig(0), Frames.videoConfig(0), Frames.keyframe(0), Frames.picture(1));
        assertThat(account.held(MemoryKind.PLAYBACK)).isEqualTo(3 * Frames.picture(0).heap());
    }

    @Test
    void keepsNoPicturesWhereMemoryIsShort() {
        account.take(MemoryKind.BASE, 29_500); // of 40,000, where three quarters are for all
        add(Frames.videoConfig(0), Frames.keyframe(0), Frames.picture(1), Frames.picture(2));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0");
        account.give(MemoryKind.BASE, 29_500);
        add(Frames.keyframe(3), Frames.picture(4));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 3", "VIDEO 4");
    }

    @Test
    void soundAloneIsNotKept() {
        add(Frames.audioConfig(0), Frames.sound(10), Frames.sound(20));
        assertThat(words()).containsExactly("AUDIO_CONFIG 0");
    }

    private void add(RelayFrame... frames) {
        List.of(frames).forEach(backlog::add);
    }

    private List<String> words() {
        return backlog.frames().stream().map(it -> Frames.words(it, it.timestamp())).toList();
    }
}

package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private final Backlog backlog = new Backlog(100);

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
    void moreThanItsLimitIsNotKept() {
        add(Frames.videoConfig(0), Frames.keyframe(0));
        IntStream.range(1, 17).forEach(i -> add(Frames.picture(i)));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0");
        add(Frames.picture(20), Frames.keyframe(30), Frames.picture(40));
        assertThat(words()).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 30", "VIDEO 40");
    }

    @Test
    void soundAloneIsNotKept() {
        add(Frames.audioConfig(0), Frames.sound(10), Frames.sound(20));
        assertThat(words()).containsExactly("AUDIO_CONFIG 0");
    }

    private void add(Frame... frames) {
        List.of(frames).forEach(backlog::add);
    }

    private List<String> words() {
        return backlog.frames().stream().map(it -> Frames.words(it, it.timestamp())).toList();
    }
}

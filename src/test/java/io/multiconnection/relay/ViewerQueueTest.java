package io.multiconnection.relay;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.media.Bodies;
import io.multiconnection.media.TagClassifier;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.rtmp.MessagePayload.Video;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ViewerQueueTest {

    private static final int LIMIT = 1000;
    private static final int VIDEO_LIMIT = 750;
    private static final int RESUME_LIMIT = 500;

    private final List<String> sent = new ArrayList<>();
    private final MemoryAccount account =
            new MemoryBudget(new MemoryLimits(2 << 20, 2 << 20, 1_000_000))
                    .open(null, Runnable::run, _ -> {});
    private final ViewerQueue gate =
            new ViewerQueue(
                    LIMIT,
                    PlayMetrics.NONE,
                    account,
                    (frame, time) -> sent.add(Frames.words(frame, time)));

    @AfterEach
    void givesBackAll() {
        account.give(MemoryKind.BASE, account.held(MemoryKind.BASE));
        gate.close();
        assertThat(account.held()).isZero();
    }

    @Test
    void dropsFramesForWhichTheAccountHasNoRoom() {
        offer(0, Frames.videoConfig(0), Frames.keyframe(0));
        account.take(MemoryKind.BASE, 740_000);
        offer(0, Frames.picture(40), Frames.sound(40), Frames.videoConfig(80), Frames.keyframe(80));
        account.take(MemoryKind.BASE, 10_000);
        offer(0, Frames.picture(120), Frames.videoConfig(160), Frames.keyframe(160));
        account.give(MemoryKind.BASE, 750_000);
        offer(0, Frames.picture(200), Frames.keyframe(240));
        assertThat(taken())
                .containsExactly(
                        "VIDEO_CONFIG 0",
                        "KEYFRAME 0",
                        "VIDEO 40",
                        "AUDIO 40",
                        "VIDEO_CONFIG 80",
                        "KEYFRAME 80",
                        "VIDEO_CONFIG 240",
                        "KEYFRAME 240");
        assertThat(gate.dropped()).isEqualTo(3);
    }

    @Test
    void whoReadsGetsEverything() {
        offer(0, Frames.videoConfig(0), Frames.keyframe(0), Frames.sound(10), Frames.picture(40));
        assertThat(taken()).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 0", "AUDIO 10", "VIDEO 40");
        assertThat(gate.dropped()).isZero();
    }

    @Test
    void whoReadsTooSlowlyLosesVideoUpToAKeyframeThatHasRoom() {
        offer(0, Frames.videoConfig(0), Frames.keyframe(0));
        offer(VIDEO_LIMIT, Frames.picture(40), Frames.sound(40));
        offer(0, Frames.picture(80));
        offer(RESUME_LIMIT, Frames.keyframe(120), Frames.picture(160), Frames.sound(160));
        assertThat(gate.dropped()).isEqualTo(4);
        offer(RESUME_LIMIT - 10, Frames.keyframe(200), Frames.picture(240));

        assertThat(taken())
                .containsExactly(
                        "VIDEO_CONFIG 0",
                        "KEYFRAME 0",
                        "AUDIO 40",
                        "AUDIO 160",
                        "KEYFRAME 200",
                        "VIDEO 240");
        assertThat(gate.dropped()).isEqualTo(4);
    }

    @Test
    void neverMoreThanItsLimitWaits() {
        offer(LIMIT, Frames.keyframe(0), Frames.picture(0), Frames.sound(0));
        offer(LIMIT, Frames.videoConfig(0), Frames.audioConfig(0));
        assertThat(taken()).isEmpty();
        assertThat(gate.dropped()).isEqualTo(3);
    }

    @Test
    void aConfigurationThatHadNoRoomComesBeforeWhatNeedsIt() {
        offer(LIMIT, Frames.videoConfig(0), Frames.videoConfig(40), Frames.audioConfig(40));
        offer(0, Frames.keyframe(80), Frames.picture(120));
        assertThat(taken())
                .containsExactly("VIDEO_CONFIG 80", "AUDIO_CONFIG 80", "KEYFRAME 80", "VIDEO 120");
    }

    @Test
    void goesOnAfterAPauseFromAKeyframeWithWhatChangedMeanwhile() {
        offer(0, Frames.videoConfig(0), Frames.keyframe(0));
        gate.pause(true);
        offer(0, Frames.picture(40), Frames.videoConfig(80), Frames.keyframe(80));
        gate.pause(false);
        offer(0, Frames.sound(90), Frames.picture(120), Frames.keyframe(160), Frames.sound(170));
        assertThat(taken())
                .containsExactly(
                        "VIDEO_CONFIG 0",
                        "KEYFRAME 0",
                        "VIDEO_CONFIG 160",
                        "KEYFRAME 160",
                        "AUDIO 170");
        assertThat(gate.dropped()).isZero();
    }

    @Test
    void goesOnAtAKeyframeOfTheDefaultTrackAfterTheSetupFramesOfAll() {
        offer(0, Frames.videoConfig(0), Frames.keyframe(0));
        gate.pause(true);
        offer(
                0,
                Frames.video(10, Bodies.colorInfo(0, 1)),
                Frames.video(10, Bodies.videoConfig(1, 1)));
        offer(0, Frames.audio(20, Bodies.channels(0, 1)), Frames.audio(20, Bodies.channels(1, 1)));
        gate.pause(false);
        offer(0, other(40), Frames.keyframe(80), other(90));
        assertThat(taken())
                .containsExactly(
                        "VIDEO_CONFIG 0",
                        "KEYFRAME 0",
                        "VIDEO_CONFIG 80",
                        "VIDEO_METADATA 80",
                        "AUDIO_CHANNELS 80",
                        "AUDIO_CHANNELS 80",
                        "KEYFRAME 80",
                        "VIDEO 90");
    }

    /** A keyframe of track 1 of a stream that has a track 0. */
    private static RelayFrame other(int timestamp) {
        TagClassifier stream = new TagClassifier();
        assertThat(Frames.of(0, new Video(hex(Bodies.videoConfig(0, 1))), stream)).isNotNull();
        return Objects.requireNonNull(
                Frames.of(timestamp, new Video(hex(Bodies.keyframe(1, 1))), stream));
    }

    @Test
    void soundAloneGoesOnAtOnceAfterAPause() {
        gate.pause(true);
        offer(0, Frames.sound(0));
        gate.pause(false);
        offer(0, Frames.sound(20));
        assertThat(taken()).containsExactly("AUDIO 20");
    }

    @Test
    void soundGoesOnAtOnceWhereOnlyAVideoConfigurationHasCome() {
        offer(0, Frames.videoConfig(0), Frames.sound(0));
        gate.pause(true);
        gate.pause(false);
        offer(0, Frames.sound(20));
        assertThat(sent).containsExactly("VIDEO_CONFIG 0", "AUDIO 0", "AUDIO 20");
    }

    @Test
    void dataGoesThroughAlsoWhileAKeyframeIsAwaitedAndIsDroppedWithoutRoom() {
        offer(0, Frames.keyframe(0));
        offer(LIMIT, Frames.picture(40), Frames.data(40, "onCuePoint"));
        offer(0, Frames.data(80, "onTextData"), Frames.picture(80));
        assertThat(sent).containsExactly("KEYFRAME 0", "DATA 80");
    }

    @Test
    void videoThatIsWantedAgainGoesOnFromAKeyframeAndSoundMeanwhile() {
        gate.receiveVideo(false);
        offer(0, Frames.videoConfig(0), Frames.keyframe(0), Frames.sound(10));
        gate.receiveVideo(true);
        offer(0, Frames.picture(40), Frames.sound(50), Frames.keyframe(80), Frames.picture(120));
        assertThat(taken())
                .containsExactly(
                        "AUDIO 10", "VIDEO_CONFIG 50", "AUDIO 50", "KEYFRAME 80", "VIDEO 120");
        assertThat(gate.dropped()).isZero();
    }

    @Test
    void soundThatIsWantedAgainComesAfterItsConfiguration() {
        gate.receiveAudio(false);
        offer(0, Frames.audioConfig(0), Frames.sound(10), Frames.keyframe(20));
        gate.receiveAudio(true);
        offer(0, Frames.sound(30));
        assertThat(taken()).containsExactly("KEYFRAME 20", "AUDIO_CONFIG 30", "AUDIO 30");
    }

    private void offer(long waiting, RelayFrame... frames) {
        for (RelayFrame frame : frames) {
            gate.offer(frame, frame.timestamp(), waiting);
        }
    }

    private List<String> taken() {
        return sent;
    }
}

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
    private final ViewerQueue queue =
            new ViewerQueue(
                    LIMIT,
                    PlayMetrics.NONE,
                    account,
                    (frame, time) -> sent.add(TestFrames.text(frame, time)));

    @AfterEach
    void givesBackAll() {
        account.give(MemoryKind.BASE, account.held(MemoryKind.BASE));
        queue.close();
        assertThat(account.held()).isZero();
    }

    @Test
    void dropsFramesWithoutMemory() {
        offer(0, TestFrames.videoConfig(0), TestFrames.keyframe(0));
        account.take(MemoryKind.BASE, 740_000);
        offer(
                0,
                TestFrames.interFrame(40),
                TestFrames.audioFrame(40),
                TestFrames.videoConfig(80),
                TestFrames.keyframe(80));
        account.take(MemoryKind.BASE, 10_000);
        offer(0, TestFrames.interFrame(120), TestFrames.videoConfig(160), TestFrames.keyframe(160));
        account.give(MemoryKind.BASE, 750_000);
        offer(0, TestFrames.interFrame(200), TestFrames.keyframe(240));
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
        assertThat(queue.dropped()).isEqualTo(3);
    }

    @Test
    void sendsEverythingToFastReader() {
        offer(
                0,
                TestFrames.videoConfig(0),
                TestFrames.keyframe(0),
                TestFrames.audioFrame(10),
                TestFrames.interFrame(40));
        assertThat(taken()).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 0", "AUDIO 10", "VIDEO 40");
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void dropsVideoUpToKeyframeWithRoom() {
        offer(0, TestFrames.videoConfig(0), TestFrames.keyframe(0));
        offer(VIDEO_LIMIT, TestFrames.interFrame(40), TestFrames.audioFrame(40));
        offer(0, TestFrames.interFrame(80));
        offer(
                RESUME_LIMIT,
                TestFrames.keyframe(120),
                TestFrames.interFrame(160),
                TestFrames.audioFrame(160));
        assertThat(queue.dropped()).isEqualTo(4);
        offer(RESUME_LIMIT - 10, TestFrames.keyframe(200), TestFrames.interFrame(240));

        assertThat(taken())
                .containsExactly(
                        "VIDEO_CONFIG 0",
                        "KEYFRAME 0",
                        "AUDIO 40",
                        "AUDIO 160",
                        "KEYFRAME 200",
                        "VIDEO 240");
        assertThat(queue.dropped()).isEqualTo(4);
    }

    @Test
    void neverExceedsItsLimit() {
        offer(LIMIT, TestFrames.keyframe(0), TestFrames.interFrame(0), TestFrames.audioFrame(0));
        offer(LIMIT, TestFrames.videoConfig(0), TestFrames.audioConfig(0));
        assertThat(taken()).isEmpty();
        assertThat(queue.dropped()).isEqualTo(3);
    }

    @Test
    void sendsMissedConfigurationBeforeNextFrame() {
        offer(
                LIMIT,
                TestFrames.videoConfig(0),
                TestFrames.videoConfig(40),
                TestFrames.audioConfig(40));
        offer(0, TestFrames.keyframe(80), TestFrames.interFrame(120));
        assertThat(taken())
                .containsExactly("VIDEO_CONFIG 80", "AUDIO_CONFIG 80", "KEYFRAME 80", "VIDEO 120");
    }

    @Test
    void resumesAtKeyframeWithNewConfigurationAfterPause() {
        offer(0, TestFrames.videoConfig(0), TestFrames.keyframe(0));
        queue.pause(true);
        offer(0, TestFrames.interFrame(40), TestFrames.videoConfig(80), TestFrames.keyframe(80));
        queue.pause(false);
        offer(
                0,
                TestFrames.audioFrame(90),
                TestFrames.interFrame(120),
                TestFrames.keyframe(160),
                TestFrames.audioFrame(170));
        assertThat(taken())
                .containsExactly(
                        "VIDEO_CONFIG 0",
                        "KEYFRAME 0",
                        "VIDEO_CONFIG 160",
                        "KEYFRAME 160",
                        "AUDIO 170");
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void resumesAtKeyframeOfDefaultTrackAfterAllSetupFrames() {
        offer(0, TestFrames.videoConfig(0), TestFrames.keyframe(0));
        queue.pause(true);
        offer(
                0,
                TestFrames.video(10, Bodies.colorInfo(0, 1)),
                TestFrames.video(10, Bodies.videoConfig(1, 1)));
        offer(
                0,
                TestFrames.audio(20, Bodies.channels(0, 1)),
                TestFrames.audio(20, Bodies.channels(1, 1)));
        queue.pause(false);
        offer(0, other(40), TestFrames.keyframe(80), other(90));
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
        assertThat(TestFrames.of(0, new Video(hex(Bodies.videoConfig(0, 1))), stream)).isNotNull();
        return Objects.requireNonNull(
                TestFrames.of(timestamp, new Video(hex(Bodies.keyframe(1, 1))), stream));
    }

    @Test
    void resumesAudioOnlyStreamAtOnceAfterPause() {
        queue.pause(true);
        offer(0, TestFrames.audioFrame(0));
        queue.pause(false);
        offer(0, TestFrames.audioFrame(20));
        assertThat(taken()).containsExactly("AUDIO 20");
    }

    @Test
    void resumesAudioAtOnceAfterVideoConfigurationOnly() {
        offer(0, TestFrames.videoConfig(0), TestFrames.audioFrame(0));
        queue.pause(true);
        queue.pause(false);
        offer(0, TestFrames.audioFrame(20));
        assertThat(sent).containsExactly("VIDEO_CONFIG 0", "AUDIO 0", "AUDIO 20");
    }

    @Test
    void sendsDataWhileKeyframeIsAwaited() {
        offer(0, TestFrames.keyframe(0));
        offer(LIMIT, TestFrames.interFrame(40), TestFrames.data(40, "onCuePoint"));
        offer(0, TestFrames.data(80, "onTextData"), TestFrames.interFrame(80));
        assertThat(sent).containsExactly("KEYFRAME 0", "DATA 80");
    }

    @Test
    void resumesReenabledVideoAtKeyframe() {
        queue.receiveVideo(false);
        offer(0, TestFrames.videoConfig(0), TestFrames.keyframe(0), TestFrames.audioFrame(10));
        queue.receiveVideo(true);
        offer(
                0,
                TestFrames.interFrame(40),
                TestFrames.audioFrame(50),
                TestFrames.keyframe(80),
                TestFrames.interFrame(120));
        assertThat(taken())
                .containsExactly(
                        "AUDIO 10", "VIDEO_CONFIG 50", "AUDIO 50", "KEYFRAME 80", "VIDEO 120");
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void sendsConfigurationBeforeReenabledAudio() {
        queue.receiveAudio(false);
        offer(0, TestFrames.audioConfig(0), TestFrames.audioFrame(10), TestFrames.keyframe(20));
        queue.receiveAudio(true);
        offer(0, TestFrames.audioFrame(30));
        assertThat(taken()).containsExactly("KEYFRAME 20", "AUDIO_CONFIG 30", "AUDIO 30");
    }

    private void offer(long waiting, RelayFrame... frames) {
        for (RelayFrame frame : frames) {
            queue.offer(frame, frame.timestamp(), waiting);
        }
    }

    private List<String> taken() {
        return sent;
    }
}

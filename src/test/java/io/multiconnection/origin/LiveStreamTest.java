package io.multiconnection.origin;

import static io.multiconnection.origin.TestStream.AUDIO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.VIDEO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.interFrameAt;
import static io.multiconnection.origin.TestStream.keyframeAt;
import static io.multiconnection.origin.TestStream.soundAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and statuses that players of a live stream receive. */
@Timeout(60)
class LiveStreamTest {

    private final TestScheduler time = new TestScheduler();
    private final Origin origin = Origin.start(OriginOptions.DEFAULT, time::on);
    private final TestStream publisher = TestStream.publish(origin, "cam?key=1");

    @AfterEach
    void close() {
        publisher.close();
        origin.close();
    }

    @Test
    void playerReceivesPublishedFrames() {
        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.prelude();
            publisher.keyframe(0);
            publisher.sound(10);
            publisher.interFrame(40);

            hearsPrelude(player, 0);
            assertThat(player.next()).isEqualTo(keyframeAt(0));
            assertThat(player.next()).isEqualTo(soundAt(10));
            assertThat(player.next()).isEqualTo(interFrameAt(40));
        }
    }

    @Test
    void latePlayerStartsAtNextKeyframe() {
        publisher.prelude();
        publisher.keyframe(0);
        publisher.interFrame(40);
        await(stream -> stream.videoFrames() == 2);

        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.sound(70);
            publisher.interFrame(80);
            publisher.keyframe(120);
            publisher.sound(130);

            hearsPrelude(player, 120);
            assertThat(player.next()).isEqualTo(keyframeAt(120));
            assertThat(player.next()).isEqualTo(soundAt(130));
        }
    }

    @Test
    void startsStreamWithoutVideoAtOnce() {
        publisher.audio(0, AUDIO_CONFIGURATION);
        publisher.sound(10);
        await(stream -> stream.audioFrames() == 1);

        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.sound(33);
            publisher.interFrame(40);
            publisher.keyframe(80);

            assertThat(player.next()).isEqualTo("audio " + AUDIO_CONFIGURATION + " at 33");
            assertThat(player.next()).isEqualTo(soundAt(33));
            assertThat(player.next()).isEqualTo(keyframeAt(80));
        }
    }

    @Test
    void doesNotWaitForVideoOfConfigurationAlone() {
        publisher.prelude();
        await(StreamInfo::audioConfigured);
        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.sound(33);
            hearsPrelude(player, 33);
            assertThat(player.next()).isEqualTo(soundAt(33));
        }
    }

    @Test
    void refusesSecondPublisherUntilFirstHasLeft() {
        try (TestStream second = TestStream.open(origin)) {
            second.tell("publish", new AmfString("cam"));
            assertThat(second.client().nextCode()).isEqualTo("NetStream.Publish.BadName");

            publisher.tell("closeStream");
            await(stream -> !stream.publishing());

            second.tell("publish", new AmfString("cam"));
            assertThat(second.client().nextCode()).isEqualTo("NetStream.Publish.Start");
        }
    }

    @Test
    void playersAreNotifiedOfPublishers() {
        publisher.prelude();
        publisher.keyframe(5000);
        await(stream -> stream.keyframes() == 1);
        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.close();
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.UnpublishNotify");

            try (TestStream next = TestStream.publish(origin, "cam")) {
                assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.PublishNotify");
                next.video(0, "170000000011");
                next.keyframe(0);

                assertThat(player.next()).isEqualTo("video 170000000011 at 0");
                assertThat(player.next()).isEqualTo(keyframeAt(0));
            }
        }
    }

    @Test
    void playerMayJoinBeforePublisher() {
        try (TestStream player = TestStream.play(origin, "door");
                TestStream door = TestStream.publish(origin, "door")) {
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.PublishNotify");
            door.keyframe(0);

            assertThat(player.next()).isEqualTo(keyframeAt(0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2000, -1000, -1})
    void endsPlayAfterItsLength(int start) {
        publisher.prelude();
        try (TestStream player = play("cam", start, 1000)) {
            publisher.keyframe(5000);
            publisher.sound(6000);
            publisher.interFrame(6001);
            publisher.keyframe(7000);
            hearsPrelude(player, 5000);
            assertThat(player.next()).isEqualTo(keyframeAt(5000));
            assertThat(player.next()).isEqualTo(soundAt(6000));
            assertThat(player.next()).isEqualTo("onPlayStatus at 0");
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.Stop");
            await(stream -> stream.players() == 0);
            assertThat(player.nextUntilNow()).isEmpty();
        }
    }

    @Test
    void endsLimitedPlayWithoutMedia() {
        try (TestStream player = play("cam", -1000, 5000)) {
            publisher.keyframe(0);
            assertThat(player.next()).isEqualTo(keyframeAt(0));
            publisher.close();
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.UnpublishNotify");
            time.pass(5999);
            assertThat(origin.state().stream("live", "cam").players()).isEqualTo(1);
            time.pass(6001);
            assertThat(player.next()).isEqualTo("onPlayStatus at 0");
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.Stop");
            await(stream -> stream.players() == 0);
        }
    }

    @Test
    void countsLengthAcrossPublishers() {
        try (TestStream player = play("cam", -1000, 1000)) {
            publisher.keyframe(9000);
            publisher.interFrame(9600);
            assertThat(player.next(2)).containsExactly(keyframeAt(9000), interFrameAt(9600));
            publisher.close();
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Play.UnpublishNotify");
            try (TestStream next = TestStream.publish(origin, "cam")) {
                next.keyframe(100);
                next.interFrame(500);
                next.interFrame(501);
                assertThat(player.next(2)).containsExactly(keyframeAt(100), interFrameAt(500));
                assertThat(player.next()).isEqualTo("onPlayStatus at 0");
            }
        }
    }

    private TestStream play(String name, int start, int length) {
        TestStream player = TestStream.open(origin);
        player.tell("play", new AmfString(name), AmfValue.of(start), AmfValue.of(length));
        player.client().nextCode();
        player.client().nextCode();
        return player;
    }

    @Test
    void appsHaveTheirOwnNames() {
        try (TestStream other = TestStream.publish(origin, "other", "cam")) {
            assertThat(origin.state().stream("other", "cam").publishing()).isTrue();
            assertThat(origin.state().stream("live", "cam").publishing()).isTrue();
            other.tell("closeStream");
        }
    }

    @Test
    void resumesAtKeyframeAfterPause() {
        publisher.prelude();
        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.keyframe(0);
            hearsPrelude(player, 0);
            assertThat(player.next()).isEqualTo(keyframeAt(0));

            player.tell("pause", AmfValue.of(true), AmfValue.of(0));
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Pause.Notify");
            publisher.keyframe(40);
            await(stream -> stream.keyframes() == 2);
            player.tell("pause", AmfValue.of(false), AmfValue.of(0));
            assertThat(player.client().nextCode()).isEqualTo("NetStream.Unpause.Notify");
            publisher.interFrame(80);
            publisher.keyframe(120);

            hearsPrelude(player, 120);
            assertThat(player.next()).isEqualTo(keyframeAt(120));
        }
    }

    @Test
    void playerMayReceiveAudioOnly() {
        publisher.prelude();
        publisher.keyframe(0);
        await(stream -> stream.keyframes() == 1);
        try (TestStream player = TestStream.play(origin, "cam")) {
            player.tell("receiveVideo", AmfValue.of(false));
            assertThat(player.client().call("echo").name()).isEqualTo("_result");
            publisher.keyframe(40);
            publisher.sound(50);

            assertThat(player.next()).isEqualTo("onMetaData at 0");
            assertThat(player.next()).isEqualTo("audio " + AUDIO_CONFIGURATION + " at 50");
            assertThat(player.next()).isEqualTo(soundAt(50));
        }
    }

    @Test
    void playerMayReceiveVideoOnly() {
        publisher.prelude();
        await(StreamInfo::audioConfigured);
        try (TestStream player = TestStream.play(origin, "cam")) {
            player.tell("receiveAudio", AmfValue.of(false));
            assertThat(player.client().call("echo").name()).isEqualTo("_result");
            publisher.keyframe(40);
            publisher.sound(50);
            publisher.interFrame(80);

            assertThat(player.next()).isEqualTo("onMetaData at 0");
            assertThat(player.next()).isEqualTo("video " + VIDEO_CONFIGURATION + " at 40");
            assertThat(player.next()).isEqualTo(keyframeAt(40));
            assertThat(player.next()).isEqualTo(interFrameAt(80));
        }
    }

    @Test
    void metadataCanBeTakenBack() {
        publisher.prelude();
        publisher.data("@clearDataFrame", new AmfString("onMetaData"));
        publisher.keyframe(0);
        await(stream -> stream.keyframes() == 1);
        assertThat(origin.state().stream("live", "cam").metadata())
                .isEqualTo(AmfUndefined.UNDEFINED);

        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.keyframe(40);

            assertThat(player.next()).isEqualTo("video " + VIDEO_CONFIGURATION + " at 40");
        }
    }

    @Test
    void forwardsDataMessages() {
        try (TestStream player = TestStream.play(origin, "cam")) {
            publisher.data("onCuePoint", new AmfString("now"));
            publisher.data("@setDataFrame");
            publisher.data("@setDataFrame", new AmfString("onTextData"));

            assertThat(player.next()).isEqualTo("onCuePoint at 0");
            assertThat(player.next()).isEqualTo("onTextData at 0");
        }
    }

    private static void hearsPrelude(TestStream player, int timestamp) {
        assertThat(player.next()).isEqualTo("onMetaData at 0");
        assertThat(player.next())
                .isEqualTo("video %s at %d".formatted(VIDEO_CONFIGURATION, timestamp));
        assertThat(player.next())
                .isEqualTo("audio %s at %d".formatted(AUDIO_CONFIGURATION, timestamp));
    }

    private void await(Predicate<StreamInfo> condition) {
        var _ =
                origin.when(state -> condition.test(state.stream("live", "cam")))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
    }
}

package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailoverPlayerTest extends FailoverPlayerFixture {

    @Test
    void startsAtAudioBeforeVideoIsAnnounced() {
        player.begin();
        sources.get(0)
                .plays(TestFrames.audioFrame(0), TestFrames.metadata(), TestFrames.videoConfig(0));
        // audio alone would have started at once
        assertThat(heard)
                .containsExactly("start 0", "0 AUDIO 0", "0 METADATA 0", "0 VIDEO_CONFIG 0");
    }

    @Test
    void keepsNoFrameWhenListenerClosesPlayerOnStart() {
        closesAtStart = true;
        player.begin();
        sources.get(0).sends(TestFrames.videoConfig(0));
        assertThat(heard).containsExactly("start 0");
        assertThat(memory.held()).isZero();
    }

    @Test
    void ignoresVideoBeforeFirstKeyframe() {
        player.begin();
        sources.get(0)
                .plays(
                        TestFrames.metadata(),
                        TestFrames.videoConfig(90),
                        TestFrames.audioConfig(90));
        sources.get(0)
                .sends(
                        TestFrames.interFrame(90),
                        TestFrames.audioFrame(95),
                        TestFrames.keyframe(100));
        assertThat(heard)
                .containsExactly(
                        "start 0",
                        "0 METADATA 100",
                        "0 VIDEO_CONFIG 100",
                        "0 AUDIO_CONFIG 100",
                        "0 KEYFRAME 100");
    }

    @Test
    void skipsSourcesThatRefuseOrTimeOut() {
        player.begin();
        sources.get(0).fails(Kind.REFUSED);
        run();
        pass(TIMEOUT);
        sources.get(2).plays(TestFrames.keyframe(0));
        assertThat(heard).containsExactly("start 2", "2 KEYFRAME 0");
        assertThat(opened()).containsExactly(1, 1, 1);
    }

    @Test
    void skipsSourceWithoutMediaInTime() {
        player.begin();
        sources.get(0).plays(TestFrames.metadata(), TestFrames.videoConfig(0));
        pass(TIMEOUT);
        sources.get(1).plays(TestFrames.keyframe(0));
        assertThat(heard).containsExactly("start 0", "failover 0 to 1", "1 KEYFRAME 0");
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void waitsAtFirstSourceIfNoneHasMedia() {
        player.begin();
        sources.get(0).fails(Kind.UNREACHABLE);
        run();
        sources.get(1).plays();
        pass(TIMEOUT);
        sources.get(2).plays();
        pass(TIMEOUT);
        assertThat(opened()).containsExactly(1, 2, 1);
        sources.get(1).plays();
        pass(10 * LOOK);
        sources.get(1).sends(TestFrames.keyframe(7));
        assertThat(heard).containsExactly("start 1", "1 KEYFRAME 7");
    }

    @Test
    void continuesFromNextSourceWithContinuousTimestamps() {
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1)
                .plays(
                        TestFrames.metadata(),
                        TestFrames.videoConfig(10),
                        TestFrames.interFrame(10));
        assertThat(taken()).isEmpty();
        sources.get(1).sends(TestFrames.keyframe(50), TestFrames.interFrame(90));
        assertThat(taken())
                .containsExactly(
                        "failover 0 to 1",
                        "1 METADATA 5060",
                        "1 VIDEO_CONFIG 5060",
                        "1 KEYFRAME 5060",
                        "1 VIDEO 5100");
    }

    @Test
    void leavesSourceThatUnpublishes() {
        playFirst();
        sources.get(0).says().onUnpublished();
        pass(ROUND);
        sources.get(1).plays(TestFrames.keyframe(0));
        assertThat(taken()).containsExactly("failover 0 to 1", "1 KEYFRAME 5060");
    }

    @Test
    void leavesSilentSource() {
        playFirst();
        pass(LOOK);
        sources.get(0).sends(TestFrames.interFrame(5080));
        pass(LOOK);
        assertThat(opened()).containsExactly(1, 0, 0);
        pass(LOOK + ROUND);
        pass(ROUND);
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void leavesLostServer() {
        playFirst();
        player.lost(1, new RtmpClientException(Kind.LOST, "another"));
        assertThat(opened()).containsExactly(1, 0, 0);
        player.lost(0, new RtmpClientException(Kind.LOST, "gone"));
        pass(ROUND);
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void endsAfterRotationWithFailedSourceLast() {
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1).fails(Kind.REFUSED);
        run();
        sources.get(2).fails(Kind.UNREACHABLE);
        run();
        assertThat(opened()).containsExactly(2, 1, 1);
        sources.get(0).fails(Kind.UNREACHABLE);
        run();
        assertThat(taken()).containsExactly("failed {0=UNREACHABLE, 1=REFUSED, 2=UNREACHABLE}");
    }

    @Test
    void replaysSameSource() {
        player = player(1, new PlayOptions(Duration.ofMillis(TIMEOUT), true, true, -1));
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(0).plays(TestFrames.keyframe(0));
        assertThat(taken()).containsExactly("failover 0 to 0", "0 KEYFRAME 5060");
    }

    @Test
    void limitsRateOfRotations() {
        player.begin();
        sources.get(0).plays(TestFrames.keyframe(0));
        sources.get(0).fails(Kind.LOST);
        pass(ROUND / 2);
        assertThat(opened()).containsExactly(1, 0, 0);
        pass(ROUND / 2);
        assertThat(opened()).containsExactly(1, 1, 0);
    }

    @Test
    void waitsForOnlySourceAfterUnpublish() {
        player = player(1, new PlayOptions(Duration.ofMillis(TIMEOUT), true, true, -1));
        playFirst();
        sources.get(0).says().onUnpublished();
        pass(10 * LOOK);
        sources.get(0).sends(TestFrames.interFrame(0), TestFrames.keyframe(40));
        assertThat(taken()).containsExactly("0 KEYFRAME 5060");
        assertThat(opened()).containsExactly(1, 0, 0);
    }

    @Test
    void failsWithoutPublisherIfNotWaiting() {
        player = player(2, new PlayOptions(Duration.ofMillis(TIMEOUT), true, false, -1));
        player.begin();
        sources.get(0).plays();
        pass(TIMEOUT);
        sources.get(1).plays();
        pass(TIMEOUT);
        assertThat(heard).containsExactly("start 0", "failed {0=REFUSED, 1=REFUSED}");
    }

    @Test
    void resumesRecordingAtPositionAndToleratesSilence() {
        player = player(2, new PlayOptions(Duration.ofMillis(TIMEOUT), false, true, -1));
        playFirst();
        pass(10 * LOOK);
        assertThat(opened()).containsExactly(1, 0, 0);
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        assertThat(sources.get(1).positions).containsExactly(5040);
    }

    @Test
    void startsAtKeyframeAfterSeek() {
        player = player(1, new PlayOptions(Duration.ofMillis(TIMEOUT), false, true, -1));
        playFirst();
        sources.get(0).says().onStatus(NetStatus.of("status", "NetStream.Seek.Notify", ""));
        sources.get(0)
                .sends(
                        TestFrames.interFrame(990),
                        TestFrames.audioFrame(995),
                        TestFrames.keyframe(1000));
        assertThat(taken()).containsExactly("status 0 NetStream.Seek.Notify", "0 KEYFRAME 1000");
    }

    @Test
    void waitsForAnnouncedVideoForLimitedTime() {
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1)
                .plays(
                        TestFrames.audioFrame(100),
                        TestFrames.audioFrame(1099),
                        TestFrames.audioFrame(1100));
        assertThat(taken()).containsExactly("failover 0 to 1", "1 AUDIO 5060");
    }

    @Test
    void videoConfigurationAloneIsNoVideo() {
        player.begin();
        sources.get(0)
                .plays(
                        TestFrames.videoConfig(0),
                        TestFrames.audioFrame(0),
                        TestFrames.audioFrame(900));
        assertThat(heard).containsExactly("start 0");
        sources.get(0)
                .sends(
                        TestFrames.audioFrame(1000),
                        TestFrames.interFrame(1010),
                        TestFrames.keyframe(1040));
        assertThat(heard)
                .containsExactly(
                        "start 0", "0 VIDEO_CONFIG 1000", "0 AUDIO 1000", "0 KEYFRAME 1040");
    }

    @Test
    void forwardsDataOfStreamWithoutMedia() {
        player.begin();
        sources.get(0).plays(TestFrames.data(40, "onCuePoint"));
        assertThat(heard).containsExactly("start 0", "0 DATA 40");
    }
}

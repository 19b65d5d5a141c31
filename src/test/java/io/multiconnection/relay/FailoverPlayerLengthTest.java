package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Length of plays across sources. */
class FailoverPlayerLengthTest extends FailoverPlayerFixture {

    @Test
    void endsLivePlayAtFirstFrameBeyondLength() {
        player = player(1, new PlayOptions(Duration.ofMillis(TIMEOUT), true, true, 1000));
        player.begin();
        sources.get(0).plays(TestFrames.videoConfig(5000), TestFrames.keyframe(5000));
        sources.get(0).sends(TestFrames.audioFrame(6000), TestFrames.data(6500, "onCuePoint"));
        taken();
        sources.get(0).sends(TestFrames.interFrame(6001), TestFrames.keyframe(6040));
        assertThat(taken()).containsExactly("complete 0 after 1000 ms, 9 bytes");
        assertThat(sources.get(0).open).isZero();
        pass(10 * LOOK);
        assertThat(heard).isEmpty();
    }

    @Test
    void countsLengthAcrossFailovers() {
        player = player(2, new PlayOptions(Duration.ofMillis(TIMEOUT), true, true, 100));
        playFirst();
        sources.get(0).fails(Kind.LOST);
        pass(ROUND);
        sources.get(1)
                .plays(
                        TestFrames.keyframe(90_000),
                        TestFrames.interFrame(90_040),
                        TestFrames.audioFrame(90_041));
        assertThat(taken())
                .containsExactly(
                        "failover 0 to 1",
                        "1 KEYFRAME 5060",
                        "1 VIDEO 5100",
                        "complete 1 after 100 ms, 24 bytes");
    }

    @Test
    void endsLimitedLivePlayWithoutMedia() {
        player = player(1, new PlayOptions(Duration.ofMillis(TIMEOUT), true, true, 5000));
        playFirst();
        sources.get(0).says().onUnpublished();
        pass(6000);
        assertThat(heard).isEmpty();
        pass(5960);
        assertThat(taken()).containsExactly("complete 0 after 40 ms, 12 bytes");
        assertThat(channel.runScheduledPendingTasks()).as("timers").isEqualTo(-1);
    }

    @Test
    void countsLengthFromFirstFrame() {
        player = player(1, new PlayOptions(Duration.ofMillis(TIMEOUT), true, true, 1000));
        player.begin();
        sources.get(0).plays();
        pass(60_000);
        sources.get(0).sends(TestFrames.keyframe(0));
        assertThat(heard).containsExactly("start 0", "0 KEYFRAME 0");
    }

    @Test
    void serverEndsRecordingAfterSeek() {
        player = player(1, new PlayOptions(Duration.ofMillis(TIMEOUT), false, true, 1000));
        playFirst();
        sources.get(0).says().onStatus(NetStatus.of("status", "NetStream.Seek.Notify", ""));
        sources.get(0).sends(TestFrames.keyframe(0), TestFrames.interFrame(9000));
        assertThat(taken())
                .containsExactly("status 0 NetStream.Seek.Notify", "0 KEYFRAME 0", "0 VIDEO 9000");
    }
}

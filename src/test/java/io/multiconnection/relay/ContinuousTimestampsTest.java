package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContinuousTimestampsTest {

    private final ContinuousTimestamps timeline = new ContinuousTimestamps();

    @Test
    void isTheServersOwnAtFirst() {
        timeline.newClock();
        assertThat(timeline.at(TestFrames.videoConfig(5000))).isEqualTo(5000);
        assertThat(timeline.at(TestFrames.keyframe(5000))).isEqualTo(5000);
        assertThat(timeline.at(TestFrames.audioFrame(4990))).isEqualTo(4990);
        assertThat(timeline.at(TestFrames.audioFrame(5010))).isEqualTo(5010);
        assertThat(timeline.position()).isEqualTo(5010);
    }

    @Test
    void continuesAcrossServers() {
        timeline.at(TestFrames.keyframe(5000));
        timeline.at(TestFrames.audioFrame(5030));
        timeline.newClock();
        assertThat(timeline.at(TestFrames.videoConfig(90))).isEqualTo(5030);
        assertThat(timeline.at(TestFrames.keyframe(100))).isEqualTo(5050);
        assertThat(timeline.at(TestFrames.audioFrame(90))).isEqualTo(5040);
        assertThat(timeline.at(TestFrames.interFrame(140))).isEqualTo(5090);
        assertThat(timeline.position()).isEqualTo(140);
    }

    @Test
    void continuesAfterRestartedClock() {
        timeline.at(TestFrames.keyframe(60_000));
        timeline.at(TestFrames.audioFrame(60_010));
        assertThat(timeline.at(TestFrames.keyframe(0))).isEqualTo(60_030);
        assertThat(timeline.at(TestFrames.audioFrame(0))).isEqualTo(60_030);
        assertThat(timeline.at(TestFrames.interFrame(40))).isEqualTo(60_070);
        assertThat(timeline.at(TestFrames.audioFrame(20))).isEqualTo(60_050);
    }

    @Test
    void audioMayLagFarBehindVideo() {
        timeline.at(TestFrames.keyframe(10_000));
        timeline.at(TestFrames.audioFrame(8_000));
        assertThat(timeline.at(TestFrames.interFrame(10_040))).isEqualTo(10_040);
        assertThat(timeline.at(TestFrames.audioFrame(8_020))).isEqualTo(8_020);
        assertThat(timeline.at(TestFrames.interFrame(10_080))).isEqualTo(10_080);
    }

    @Test
    void wrapsLikeRtmpTimestamps() {
        timeline.at(TestFrames.keyframe(-20));
        assertThat(timeline.at(TestFrames.interFrame(20))).isEqualTo(20);
    }

    @Test
    void usesServerTimestampsAfterSeek() {
        timeline.at(TestFrames.keyframe(60_000));
        timeline.jump();
        assertThat(timeline.at(TestFrames.keyframe(2000))).isEqualTo(2000);
        assertThat(timeline.at(TestFrames.interFrame(2040))).isEqualTo(2040);
    }
}

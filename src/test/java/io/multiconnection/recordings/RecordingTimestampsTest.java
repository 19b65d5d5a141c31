package io.multiconnection.recordings;

import static io.multiconnection.media.FlvTag.AUDIO;
import static io.multiconnection.media.FlvTag.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordingTimestampsTest {

    private final RecordingTimestamps clock = new RecordingTimestamps(0);

    @Test
    void startsAtZero() {
        assertThat(clock.frame(VIDEO, 5000)).isZero();
        assertThat(clock.frame(AUDIO, 5010)).isEqualTo(10);
        assertThat(clock.frame(VIDEO, 5040)).isEqualTo(40);
        assertThat(clock.latest()).isEqualTo(40);
    }

    @Test
    void continuesAtEndOfFile() {
        RecordingTimestamps appended = new RecordingTimestamps(1040);

        assertThat(appended.latest()).isEqualTo(1040);
        assertThat(appended.frame(AUDIO, 7)).isEqualTo(1040);
        assertThat(appended.frame(VIDEO, 27)).isEqualTo(1060);
    }

    @Test
    void continuesAcrossWrap() {
        clock.frame(VIDEO, -40);
        assertThat(clock.frame(VIDEO, 0)).isEqualTo(40);

        RecordingTimestamps signed = new RecordingTimestamps(0);
        signed.frame(VIDEO, Integer.MAX_VALUE);
        assertThat(signed.frame(VIDEO, Integer.MIN_VALUE)).isEqualTo(1);
    }

    @Test
    void neverGoesBackWithinTrack() {
        clock.frame(VIDEO, 0);
        clock.frame(VIDEO, 80);
        assertThat(clock.frame(AUDIO, 60)).isEqualTo(60);
        assertThat(clock.frame(AUDIO, 50)).isEqualTo(60);
        assertThat(clock.frame(AUDIO, 83)).isEqualTo(83);
        assertThat(clock.frame(AUDIO, -20)).isEqualTo(83);
    }

    @Test
    void continuesAfterRestartedClock() {
        clock.frame(VIDEO, 0);
        clock.frame(VIDEO, 60_000);
        clock.frame(AUDIO, 60_010);

        assertThat(clock.frame(VIDEO, 0)).isEqualTo(60_050);
        assertThat(clock.frame(AUDIO, 10)).isEqualTo(60_060);
        assertThat(clock.frame(VIDEO, 40)).isEqualTo(60_090);
    }

    @Test
    void keepsBodiesThatFlvCannotRepresent() {
        clock.frame(VIDEO, 0);
        clock.frame(VIDEO, Integer.MAX_VALUE);

        assertThat(clock.frame(VIDEO, -2)).isEqualTo(0xFFFF_FFFEL);
    }
}

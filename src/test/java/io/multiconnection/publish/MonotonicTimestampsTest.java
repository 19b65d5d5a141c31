package io.multiconnection.publish;

import static io.multiconnection.protocol.MediaFrame.Kind.AUDIO;
import static io.multiconnection.protocol.MediaFrame.Kind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MonotonicTimestampsTest {

    private final MonotonicTimestamps clock = new MonotonicTimestamps();

    @Test
    void timestampsOfAudioAndVideoNeverDecrease() {
        assertThat(clock.onward(VIDEO, 100)).isEqualTo(100);
        assertThat(clock.onward(AUDIO, 40)).isEqualTo(40);
        assertThat(clock.onward(VIDEO, 60)).isEqualTo(100);
        assertThat(clock.onward(AUDIO, 60)).isEqualTo(60);
        assertThat(clock.onward(VIDEO, 140)).isEqualTo(140);
        assertThat(clock.latest()).isEqualTo(140);
    }

    @Test
    void continuesAcrossWrap() {
        assertThat(clock.onward(AUDIO, -10)).isEqualTo(-10);
        assertThat(clock.onward(AUDIO, 10)).isEqualTo(10);
    }
}

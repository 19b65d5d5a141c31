package io.multiconnection.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayLengthTest {

    @ParameterizedTest
    @CsvSource({
        "1000, 0 500 1000 1001, 3",
        "1000, 5000 5500 6000 6040, 3",
        "1000, 5000 4990 6000 5999 6001, 4",
        "0, 7000 7000 7040, 2",
        "1500, -500 0 1000 1001, 3",
        "5000000000, 0 2000000000 -294967296 705032704 705032705, 4",
        "-1, 0 1000000, 2"
    })
    void admitsFramesWithinLength(long millis, String timestamps, int admitted) {
        PlayLength length = new PlayLength(millis);
        List<Boolean> admits =
                Arrays.stream(timestamps.split(" "))
                        .map(timestamp -> length.admits(Integer.parseInt(timestamp), 10))
                        .toList();
        assertThat(admits.subList(0, admitted)).containsOnly(true);
        assertThat(admits.subList(admitted, admits.size())).doesNotContain(true);
        assertThat(length.playedBytes()).isEqualTo(10L * admitted);
    }

    @Test
    void continuesWithAnotherClock() {
        PlayLength length = new PlayLength(1000);
        length.admits(8000, 1);
        length.admits(8600, 1);
        length.newClock();
        assertThat(length.admits(0, 1)).isTrue();
        assertThat(length.admits(400, 1)).isTrue();
        assertThat(length.playedMillis()).isEqualTo(1000);
        assertThat(length.admits(401, 1)).isFalse();
    }

    @Test
    void endsWithoutMediaInRemainingTime() {
        PlayLength length = new PlayLength(5000);
        length.admits(0, 1);
        assertThat(length.nextCheckMillis()).isEqualTo(6000);
        length.admits(4000, 1);
        assertThat(length.nextCheckMillis()).isEqualTo(2000);
        assertThat(length.nextCheckMillis()).isZero();
    }
}

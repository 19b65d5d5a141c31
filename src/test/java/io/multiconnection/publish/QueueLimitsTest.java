package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueLimitsTest {

    private static final QueueLimits LIMITS = new QueueLimits(1000, 100);

    @ParameterizedTest
    @CsvSource({"20, 3, 17", "20, 0, 20", "2, 3, 0", "0, 3, 0", "100, 20, 80"})
    void countsPauseTowardsAudioDelay(int delay, int pause, int expected) {
        assertThat(LIMITS.withAudioDelay(delay, pause))
                .isEqualTo(new QueueLimits(1000, 100, expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101, 103})
    void refusesAudioDelayOutOfRange(int delay) {
        assertThatThrownBy(() -> LIMITS.withAudioDelay(delay, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("audio delay of %d ms, expected 0..100", delay);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 1"})
    void refusesQueueWithoutRoom(int bytes, int millis) {
        assertThatThrownBy(() -> new QueueLimits(bytes, millis))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 1 or more");
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

    private final Replay replay = new Replay(10, 3);

    @Test
    void tellsWhatCameAfter() {
        add("a", "b", "c");
        assertThat(replay.count()).isEqualTo(3);
        assertThat(replay.goOnFrom(1)).containsExactly("b", "c");
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "2,true", "4,true", "5,true", "6,false"})
    void reachesBackAsFarAsItKeeps(long received, boolean reaches) {
        add("a", "b", "c", "d", "e");
        assertThat(replay.reachesBackTo(received)).isEqualTo(reaches);
    }

    @Test
    void isBoundedInBytes() {
        add("12345", "67890");
        assertThat(replay.reachesBackTo(0)).isTrue();
        add("1");
        assertThat(replay.reachesBackTo(0)).isFalse();
        assertThat(replay.reachesBackTo(1)).isTrue();
    }

    @Test
    void aMessageThatIsTooLargeIsCountedAndNotKept() {
        add("12345678901");
        assertThat(replay.count()).isEqualTo(1);
        assertThat(replay.reachesBackTo(0)).isFalse();
        assertThat(replay.reachesBackTo(1)).isTrue();
    }

    @Test
    void countsOnFromWhatWasReceived() {
        add("a", "b", "c", "d", "e");
        assertThat(replay.goOnFrom(1)).isEmpty();
        assertThat(replay.count()).isEqualTo(1);
        add("f");
        assertThat(replay.goOnFrom(1)).containsExactly("f");
        assertThat(replay.count()).isEqualTo(2);
    }

    @Test
    void forgetsWhatWasReceived() {
        add("a", "b");
        assertThat(replay.goOnFrom(1)).containsExactly("b");
        assertThat(replay.reachesBackTo(0)).isFalse();
    }

    private void add(String... texts) {
        for (String text : texts) {
            replay.add(text);
        }
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReplayTest {

    private final MemoryAccount memory =
            new MemoryBudget(MemoryLimits.of(1 << 20)).open("a", Runnable::run, _ -> {});
    private final EventReplay replay = new EventReplay(10, 3, memory);

    @Test
    void replaysMessagesAfterReceived() {
        add("a", "b", "c");
        assertThat(replay.count()).isEqualTo(3);
        assertThat(replay.resumeFrom(1)).containsExactly("b", "c");
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "2,true", "4,true", "5,true", "6,false"})
    void coversKeptMessages(long received, boolean reaches) {
        add("a", "b", "c", "d", "e");
        assertThat(replay.covers(received)).isEqualTo(reaches);
    }

    @Test
    void isBoundedInBytes() {
        add("12345", "67890");
        assertThat(replay.covers(0)).isTrue();
        add("1");
        assertThat(replay.covers(0)).isFalse();
        assertThat(replay.covers(1)).isTrue();
    }

    @Test
    void countsButDropsMessageLargerThanLimit() {
        add("12345678901");
        assertThat(replay.count()).isEqualTo(1);
        assertThat(replay.covers(0)).isFalse();
        assertThat(replay.covers(1)).isTrue();
    }

    @Test
    void continuesCountFromReceived() {
        add("a", "b", "c", "d", "e");
        assertThat(replay.resumeFrom(1)).isEmpty();
        assertThat(replay.count()).isEqualTo(1);
        add("f");
        assertThat(replay.resumeFrom(1)).containsExactly("f");
        assertThat(replay.count()).isEqualTo(2);
    }

    @Test
    void dropsReceivedMessages() {
        add("a", "b");
        assertThat(replay.resumeFrom(1)).containsExactly("b");
        assertThat(replay.covers(0)).isFalse();
    }

    @Test
    void keepsNoMessagesWhenMemoryIsExhausted() {
        EventReplay large = new EventReplay(1 << 20, 1000, memory);
        String text = "x".repeat(10_000);
        for (int i = 0; i < 20; i++) {
            large.add(text);
        }

        assertThat(large.count()).isEqualTo(20);
        assertThat(memory.held(MemoryKind.REPLAY)).isBetween(1L, memory.limit() * 3 / 4);
        assertThat(memory.isEnding()).isFalse();
    }

    @Test
    void releasesMemoryOfDroppedMessages() {
        add("12345", "67890");
        assertThat(replay.resumeFrom(2)).isEmpty();

        assertThat(memory.held()).isZero();
    }

    private void add(String... texts) {
        for (String text : texts) {
            replay.add(text);
        }
    }
}

package io.multiconnection.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageDeduplicatorTest {

    private static final List<AmfValue> ONE = List.of(new AmfNumber(1));
    private static final List<AmfValue> LARGE = List.of(new AmfString("x".repeat(300_000)));
    private static final List<AmfValue> TWO = List.of(new AmfNumber(2));

    private final MessageDeduplicator told = new MessageDeduplicator();

    @Test
    void deliversMessageOfSeveralServersOnce() {
        assertThat(told.isNew(0, "shout", ONE, 0)).isTrue();
        assertThat(told.isNew(1, "shout", ONE, 5)).isFalse();
        assertThat(told.isNew(2, "shout", ONE, 1999)).isFalse();
    }

    @Test
    void deliversRepeatedMessageOfOneServerTwice() {
        assertThat(told.isNew(0, "shout", ONE, 0)).isTrue();
        assertThat(told.isNew(0, "shout", ONE, 1)).isTrue();
        assertThat(told.isNew(1, "shout", ONE, 2)).isFalse();
        assertThat(told.isNew(1, "shout", ONE, 3)).isFalse();
        assertThat(told.isNew(1, "shout", ONE, 4)).isTrue();
    }

    @Test
    void deliversDroppedMessageFromNextServer() {
        for (int i = 0; i < 3; i++) {
            assertThat(told.isNew(0, "shout", ONE, 0)).isTrue();
            told.dropped(0, "shout", ONE);
        }
        assertThat(told.isNew(1, "shout", ONE, 0)).isTrue();
        assertThat(told.isNew(2, "shout", ONE, 0)).isFalse();
        assertThat(told.isNew(0, "shout", ONE, 0)).isFalse();
    }

    @Test
    void deliversDifferentMessages() {
        assertThat(told.isNew(0, "shout", ONE, 0)).isTrue();
        assertThat(told.isNew(1, "shout", TWO, 0)).isTrue();
        assertThat(told.isNew(1, "whisper", ONE, 0)).isTrue();
    }

    @Test
    void forgetsOldMessages() {
        assertThat(told.isNew(0, "shout", ONE, 0)).isTrue();
        assertThat(told.isNew(1, "shout", ONE, 2000)).isTrue();
    }

    @Test
    void keepsUpTo256Messages() {
        assertThat(told.isNew(0, "shout", ONE, 0)).isTrue();
        for (int i = 0; i < 255; i++) {
            told.isNew(0, "number" + i, ONE, 0);
        }
        assertThat(told.isNew(1, "shout", ONE, 0)).as("still there").isFalse();
        told.isNew(0, "one more", ONE, 0);
        told.isNew(0, "and one", ONE, 0);
        assertThat(told.isNew(2, "shout", ONE, 0)).as("made room").isTrue();
    }

    @Test
    void keepsUpToOneMebibyte() {
        assertThat(told.isNew(0, "shout", LARGE, 0)).isTrue();
        assertThat(told.isNew(0, "whisper", LARGE, 0)).isTrue();
        assertThat(told.isNew(1, "shout", LARGE, 0)).as("made room").isTrue();
    }
}

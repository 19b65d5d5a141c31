package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.protocol.ServerState;
import io.multiconnection.target.MediaKind;
import io.multiconnection.target.TargetMetrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages are counted by kind, once for each flush. */
class UncountedMessagesTest implements TargetMetrics {

    private final UncountedMessages messages = new UncountedMessages();
    private final List<String> counted = new ArrayList<>();

    @Test
    void countsEachKindOnce() {
        assertThat(messages.isEmpty()).isTrue();
        messages.add(MediaKind.VIDEO, 1000);
        messages.add(MediaKind.AUDIO, 10);
        messages.add(MediaKind.VIDEO, 500);
        assertThat(messages.isEmpty()).isFalse();
        messages.moveTo(this);
        assertThat(counted).containsExactly("audio 1 10", "video 2 1500");
        assertThat(messages.isEmpty()).isTrue();
        messages.add(MediaKind.DATA, 3);
        messages.moveTo(this);
        assertThat(counted).containsExactly("audio 1 10", "video 2 1500", "data 1 3");
    }

    @Override
    public void sent(MediaKind kind, int frames, long bytes) {
        counted.add(kind.label() + " " + frames + " " + bytes);
    }

    @Override
    public void entered(ServerState state) {}

    @Override
    public void dropped(MediaKind kind) {}

    @Override
    public void slotWritten(long delayMillis) {}
}

package io.multiconnection.flv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FlvViewersTest extends FlvViewerFixture {

    private final FlvViewers viewers = new FlvViewers(2);

    @Test
    void admitsViewersUpToLimit() {
        FlvViewer second = viewer(true, true);
        FlvViewer third = viewer(true, true);
        assertThat(viewers.add(viewer)).isTrue();
        assertThat(viewers.add(second)).isTrue();
        assertThat(viewers.add(third)).isFalse();
        assertThat(viewers.remove(third)).isFalse();
        assertThat(viewers.remove(second)).isTrue();
        assertThat(viewers.remove(second)).as("removed twice").isFalse();
        assertThat(viewers.add(third)).isTrue();
    }

    @Test
    void endCompletesWhenViewersAreRemoved() {
        viewers.add(viewer);
        CompletableFuture<Void> end = viewers.end();
        channel.runPendingTasks();
        assertThat(transport.refusal).isEqualTo(new FlvRefusal.ShuttingDown());
        assertThat(end).isNotDone();
        viewers.remove(viewer);
        assertThat(end).isCompleted();
    }

    @Test
    void endCompletesAtOnceWithoutViewers() {
        assertThat(viewers.end()).isCompleted();
    }
}

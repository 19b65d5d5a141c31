package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopFanOutTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop loop = channel.eventLoop();
    private final LoopFanOut fanOut =
            new LoopFanOut(
                    loop,
                    1 << 20,
                    MemoryBudget.unlimited().open(null, Runnable::run, _ -> {}),
                    PlayMetrics.NONE,
                    null,
                    List.of());

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    /** Viewer that throws at the event of this name. */
    private static final class Viewer implements StreamSource.Listener {

        private final String poison;
        private final List<String> heard = new ArrayList<>();
        private final List<Kind> ends = new ArrayList<>();

        Viewer(String poison) {
            this.poison = poison;
        }

        private void hear(String word) {
            heard.add(word);
            if (word.equals(poison)) {
                throw new StackOverflowError();
            }
        }

        @Override
        public void onStatus(NetStatus status) {
            hear("status");
        }

        @Override
        public void onStart() {
            hear("start");
        }

        @Override
        public void onFrame(RelayFrame frame) {
            hear("frame");
        }

        @Override
        public void onUnpublished() {
            hear("unpublished");
        }

        @Override
        public void onEnd(RtmpClientException fault) {
            ends.add(fault.kind());
            hear("end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "start", "frame", "unpublished"})
    void endsFailingViewerWithoutAffectingNext(String poison) {
        Viewer failing = join(new Viewer(poison));
        Viewer next = join(new Viewer("nothing"));

        fanOut.started(NetStatus.of("status", "NetStream.Play.Start", ""));
        fanOut.frame(TestFrames.audioFrame(0));
        fanOut.unpublished();
        fanOut.frame(TestFrames.audioFrame(20));
        fanOut.ended(new RtmpClientException(Kind.LOST, "gone"));
        channel.runPendingTasks();

        assertThat(next.heard)
                .containsExactly("status", "start", "frame", "unpublished", "frame", "end");
        assertThat(next.ends).containsExactly(Kind.LOST);
        assertThat(failing.ends).containsExactly(Kind.PROTOCOL);
        assertThat(failing.heard).containsOnlyOnce(poison).endsWith("end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "frame"})
    void endsViewerThatFailsOnJoin(String poison) {
        fanOut.started(NetStatus.of("status", "NetStream.Play.Start", ""));
        fanOut.frame(TestFrames.keyframe(0));
        Viewer failing = join(new Viewer(poison));
        Viewer next = join(new Viewer("nothing"));
        assertThat(failing.ends).containsExactly(Kind.PROTOCOL);
        assertThat(next.heard).containsExactly("status", "start", "frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"end"})
    void viewerThatFailsAtEndDoesNotAffectNext(String poison) {
        join(new Viewer(poison));
        Viewer next = join(new Viewer("nothing"));
        fanOut.ended(new RtmpClientException(Kind.LOST, "gone"));
        channel.runPendingTasks();
        assertThat(next.ends).containsExactly(Kind.LOST);
    }

    private Viewer join(Viewer viewer) {
        fanOut.join(new RelaySubscription("rtmp://a.example/live", loop, viewer, _ -> () -> {}));
        channel.runPendingTasks();
        return viewer;
    }
}

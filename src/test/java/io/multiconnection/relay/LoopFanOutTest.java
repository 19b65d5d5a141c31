package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopFanOutTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop loop = channel.eventLoop();
    private final LoopFanOut branch =
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

    /** A viewer that fails when it hears this word. */
    private static final class Viewer implements Source.Listener {

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
    void viewerThatFailsIsEndedAndTheNextHearsEverything(String poison) {
        Viewer failing = join(new Viewer(poison));
        Viewer next = join(new Viewer("nothing"));

        branch.started(NetStatus.of("status", "NetStream.Play.Start", ""));
        branch.frame(Frames.sound(0));
        branch.unpublished();
        branch.frame(Frames.sound(20));
        branch.ended(new RtmpClientException(Kind.LOST, "gone"));
        channel.runPendingTasks();

        assertThat(next.heard)
                .containsExactly("status", "start", "frame", "unpublished", "frame", "end");
        assertThat(next.ends).containsExactly(Kind.LOST);
        assertThat(failing.ends).containsExactly(Kind.PROTOCOL);
        assertThat(failing.heard).containsOnlyOnce(poison).endsWith("end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "frame"})
    void viewerThatFailsWhenItJoinsIsEnded(String poison) {
        branch.started(NetStatus.of("status", "NetStream.Play.Start", ""));
        branch.frame(Frames.keyframe(0));
        Viewer failing = join(new Viewer(poison));
        Viewer next = join(new Viewer("nothing"));
        assertThat(failing.ends).containsExactly(Kind.PROTOCOL);
        assertThat(next.heard).containsExactly("status", "start", "frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"end"})
    void viewerThatFailsAtTheEndDoesNotKeepTheNextFromIt(String poison) {
        join(new Viewer(poison));
        Viewer next = join(new Viewer("nothing"));
        branch.ended(new RtmpClientException(Kind.LOST, "gone"));
        channel.runPendingTasks();
        assertThat(next.ends).containsExactly(Kind.LOST);
    }

    private Viewer join(Viewer viewer) {
        branch.join(new RelaySubscription(relays(), upstream(), loop, viewer));
        channel.runPendingTasks();
        return viewer;
    }

    private static Upstream upstream() {
        return new Upstream(
                RtmpUrl.parse("rtmp://a.example/live"), Map.of(), List.of(), _ -> false, "show");
    }

    /** Never used: the branch is joined without a relay. */
    private static Relays relays() {
        try {
            return new Relays(
                    new Dialer(
                            NioSocketChannel::new,
                            DefaultAddressResolverGroup.INSTANCE,
                            SslContextBuilder.forClient().build(),
                            RtmpLimits.DEFAULT,
                            LivenessTimeouts.DEFAULT,
                            new HostRateLimiter(Duration.ZERO)),
                    RelayLimits.DEFAULT,
                    PlayMetrics.NONE,
                    MemoryBudget.unlimited());
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.multiconnection.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FrameRole;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.OriginState;
import io.multiconnection.origin.TestStream;
import io.multiconnection.rtmp.RtmpLimits;
import io.multiconnection.rtmp.client.Dialer;
import io.multiconnection.rtmp.client.HostRateLimiter;
import io.multiconnection.rtmp.client.LivenessTimeouts;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.RtmpClientException;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final Predicate<InetAddress> HERE = InetAddress::isLoopbackAddress;
    private static final long PATIENCE_SECONDS = 20;

    /** Viewer that records its events. */
    private final class Viewer implements StreamSource.Listener {

        private final EventLoop loop = group.next();
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private StreamSource.Play play = StreamSource.Play.NONE;

        Viewer(UpstreamPlay upstream) {
            loop.submit(() -> play = relays.watch(upstream, loop, this)).syncUninterruptibly();
        }

        void leave() {
            loop.submit(() -> play.close()).syncUninterruptibly();
        }

        /** Returns the next event of this type, and ignores others. */
        <T> T next(Class<T> kind) {
            try {
                while (true) {
                    Object next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    assertThat(next).as("what was waited for").isNotNull();
                    if (kind.isInstance(next)) {
                        return kind.cast(next);
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        String frame() {
            RelayFrame frame = next(RelayFrame.class);
            return TestFrames.text(frame, frame.timestamp());
        }

        private void hear(Object what) {
            assertThat(loop.inEventLoop()).isTrue();
            heard.add(what);
        }

        @Override
        public void onStatus(NetStatus status) {
            hear(status.code());
        }

        @Override
        public void onStart() {
            hear("start");
        }

        @Override
        public void onFrame(RelayFrame frame) {
            hear(frame);
        }

        @Override
        public void onUnpublished() {
            hear("unpublished");
        }

        @Override
        public void onEnd(RtmpClientException fault) {
            hear(fault);
        }
    }

    private final NioEventLoopGroup group = new NioEventLoopGroup(3);
    private final AtomicInteger relayed = new AtomicInteger();
    private final MemoryBudget memory =
            new MemoryBudget(new MemoryLimits(64 << 20, 64 << 20, 1 << 20));
    private Relays relays = relays(RelayLimits.DEFAULT);
    private final Origin origin = Origin.start(OriginOptions.DEFAULT.refusingApp("closed"));
    private final UpstreamPlay show = upstream("live", "show");

    @AfterEach
    void close() {
        relays.close().join();
        origin.close();
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(memory.used()).isZero();
    }

    @Test
    void viewersOnSeveralLoopsShareOnePlayAndEachFrame() {
        try (TestStream publisher = TestStream.publish(origin, "show")) {
            List<Viewer> viewers = IntStream.range(0, 12).mapToObj(_ -> new Viewer(show)).toList();
            viewers.forEach(viewer -> assertThat(viewer.next(String.class)).isNotEmpty());
            await(state -> state.stream("live", "show").players() == 1);
            publisher.prelude();
            publisher.keyframe(0);

            Viewer first = viewers.getFirst();
            List<RelayFrame> frames =
                    IntStream.range(0, 4).mapToObj(_ -> first.next(RelayFrame.class)).toList();
            assertThat(frames)
                    .extracting(RelayFrame::role)
                    .containsExactly(
                            FrameRole.METADATA,
                            FrameRole.VIDEO_CONFIG,
                            FrameRole.AUDIO_CONFIG,
                            FrameRole.KEYFRAME);
            for (Viewer viewer : viewers.subList(1, 12)) {
                frames.forEach(frame -> assertThat(viewer.next(RelayFrame.class)).isSameAs(frame));
            }
            assertThat(origin.state().connections()).isEqualTo(2);
            assertThat(relayed).hasValue(1);
        }
    }

    @Test
    void lateViewerStartsAtLastKeyframeAfterSetupFrames() {
        try (TestStream publisher = TestStream.publish(origin, "show")) {
            Viewer first = new Viewer(show);
            await(state -> state.stream("live", "show").players() == 1);
            publisher.prelude();
            publisher.keyframe(0);
            publisher.keyframe(80);
            publisher.interFrame(120);
            IntStream.range(0, 6).forEach(_ -> first.frame());

            for (int i = 0; i < 3; i++) {
                Viewer late = new Viewer(show);
                assertThat(late.next(String.class)).isEqualTo("NetStream.Play.Start");
                assertThat(late.next(String.class)).isEqualTo("start");
                assertThat(IntStream.range(0, 5).mapToObj(_ -> late.frame()))
                        .containsExactly(
                                "METADATA 0",
                                "VIDEO_CONFIG 0",
                                "AUDIO_CONFIG 0",
                                "KEYFRAME 80",
                                "VIDEO 120");
            }
        }
    }

    @Test
    void dropsGopCacheWhenBroadcastEnds() {
        Viewer first = new Viewer(show);
        try (TestStream publisher = TestStream.publish(origin, "show")) {
            await(state -> state.stream("live", "show").players() == 1);
            publisher.prelude();
            publisher.keyframe(0);
            IntStream.range(0, 4).forEach(_ -> first.frame());
        }
        while (!first.next(String.class).equals("unpublished")) {
            // statuses
        }
        Viewer late = new Viewer(show);
        try (TestStream publisher = TestStream.publish(origin, "show")) {
            publisher.prelude();
            publisher.keyframe(5000);
            assertThat(IntStream.range(0, 4).mapToObj(_ -> late.frame()))
                    .contains("KEYFRAME 5000")
                    .doesNotContain("KEYFRAME 0");
        }
    }

    @Test
    void staysOpenForReturningViewer() {
        Viewer first = new Viewer(show);
        first.next(String.class);
        first.leave();
        Viewer again = new Viewer(show);
        assertThat(again.next(String.class)).isEqualTo("NetStream.Play.Start");
        assertThat(relayed).hasValue(1);
    }

    @Test
    void closesInOrderAfterLastViewer() {
        relays = relays(limits(Duration.ofMillis(1), Duration.ofSeconds(30)));
        Viewer first = new Viewer(show);
        Viewer second = new Viewer(show);
        await(state -> state.stream("live", "show").players() == 1);
        first.leave();
        second.next(String.class);
        assertThat(origin.state().connections()).isEqualTo(1);
        second.leave();
        await(state -> state.connections() == 0);

        new Viewer(show);
        await(state -> state.stream("live", "show").players() == 1);
        assertThat(relayed).hasValue(2);
    }

    @Test
    void doesNotShareRelayForDifferentParameters() {
        new Viewer(show);
        new Viewer(upstream("live", "show", new AmfString("member")));
        new Viewer(upstream("live?token=1", "show"));
        new Viewer(upstream("live", "other"));
        await(state -> state.connections() == 4);
    }

    @Test
    void allViewersLearnThatServerIsLost() {
        List<Viewer> viewers = IntStream.range(0, 5).mapToObj(_ -> new Viewer(show)).toList();
        viewers.forEach(viewer -> assertThat(viewer.next(String.class)).isNotEmpty());
        origin.close();
        viewers.forEach(
                viewer ->
                        assertThat(viewer.next(RtmpClientException.class).kind())
                                .isIn(Kind.LOST, Kind.REFUSED));
    }

    @Test
    void doesNotRetryRefusedPlayAtOnce() {
        UpstreamPlay closed = upstream("closed", "show");
        Viewer first = new Viewer(closed);
        assertThat(first.next(RtmpClientException.class).kind()).isEqualTo(Kind.REFUSED);
        assertThat(new Viewer(closed).next(RtmpClientException.class).kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(relayed).hasValue(1);
    }

    @Test
    void endsRelayOverItsShareOfMemory() {
        Viewer viewer = new Viewer(show);
        try (TestStream publisher = TestStream.publish(origin, "show")) {
            await(state -> state.stream("live", "show").players() == 1);
            publisher.prelude();
            publisher.keyframe(0);
            viewer.next(RelayFrame.class);
            assertThat(memory.used(MemoryKind.PLAYBACK)).isPositive();
            // metadata is kept, and may not be dropped
            publisher.data(
                    "@setDataFrame",
                    new AmfString("onMetaData"),
                    new AmfString("x".repeat(600_000)));
            RtmpClientException fault = viewer.next(RtmpClientException.class);
            assertThat(fault.kind()).isEqualTo(Kind.LOST);
            assertThat(fault.text())
                    .isEqualTo(
                            "the relay of the stream was ended: this connection holds more memory"
                                    + " than one may");
            await(state -> state.stream("live", "show").players() == 0);
            assertThat(memory.used()).isZero();
        }
    }

    @Test
    void endsRelayOfSilentServer() {
        relays = relays(limits(Duration.ofSeconds(5), Duration.ofMillis(50)));
        Viewer viewer = new Viewer(show);
        try (TestStream publisher = TestStream.publish(origin, "show")) {
            await(state -> state.stream("live", "show").players() == 1);
            publisher.prelude();
            publisher.keyframe(0);
            RtmpClientException fault = viewer.next(RtmpClientException.class);
            assertThat(fault.kind()).isEqualTo(Kind.LOST);
            assertThat(fault.text()).startsWith("no media for ");
        }
    }

    private Relays relays(RelayLimits limits) {
        return new Relays(
                new Dialer(
                        NioSocketChannel::new,
                        DefaultAddressResolverGroup.INSTANCE,
                        tls(),
                        RtmpLimits.DEFAULT,
                        LivenessTimeouts.DEFAULT,
                        new HostRateLimiter(Duration.ofMillis(1))),
                limits,
                new CountedRelays(relayed),
                memory);
    }

    private static RelayLimits limits(Duration linger, Duration silence) {
        return new RelayLimits(1 << 20, Duration.ofSeconds(10), linger, silence);
    }

    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private UpstreamPlay upstream(String app, String name, AmfValue... args) {
        RtmpUrl url = RtmpUrl.parse(origin.url(app));
        return new UpstreamPlay(url, Map.of(), List.of(args), HERE, name);
    }

    private OriginState await(Predicate<OriginState> condition) {
        return origin.when(condition).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Counts the opened relays. */
    private record CountedRelays(AtomicInteger count) implements PlayMetrics {

        @Override
        public void relays(int change) {
            count.addAndGet(Math.max(0, change));
        }

        @Override
        public void viewers(int change) {}

        @Override
        public void sent(int bytes) {}

        @Override
        public void dropped() {}

        @Override
        public void failover() {}
    }
}

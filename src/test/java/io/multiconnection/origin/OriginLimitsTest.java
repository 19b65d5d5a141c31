package io.multiconnection.origin;

import static io.multiconnection.origin.TestStream.AUDIO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.VIDEO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.keyframeAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.LoopbackClient;
import io.multiconnection.rtmp.server.ServerLimits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits for clients that do not read, are silent or are too many. */
@Timeout(600)
class OriginLimitsTest {

    private static final String FRAME_OF_50_KB = "2701000000" + "55".repeat(50_000);
    private static final int FRAMES = 600;

    private static final ServerLimits LIMITS =
            ServerLimits.DEFAULT.withConnections(3).withQueuedBytes(65536);

    private final Origin origin = Origin.start(OriginOptions.DEFAULT.within(LIMITS));

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void slowPlayerResumesAtKeyframeWithoutDelayingOthers() {
        try (TestStream publisher = TestStream.publish(origin, "cam");
                TestStream slow = TestStream.play(origin, "cam");
                TestStream quick = TestStream.play(origin, "cam")) {
            publisher.prelude();
            publisher.keyframe(0);
            slow.next();
            slow.next();
            slow.next();
            assertThat(slow.next()).isEqualTo(keyframeAt(0));

            slow.client().read(false);
            quick.next(4);
            for (int i = 1; i <= FRAMES; i++) {
                publisher.video(i, FRAME_OF_50_KB);
                assertThat(quick.next()).endsWith(" at " + i);
            }
            long dropped = cam(origin.state()).dropped();
            slow.client().read(true);

            assertThat(dropped).isPositive();
            for (int i = 1; i <= FRAMES - dropped; i++) {
                assertThat(slow.next()).endsWith(" at " + i);
            }
            publisher.keyframe(1000);
            assertThat(slow.next()).isEqualTo("onMetaData at 0");
            assertThat(slow.next()).isEqualTo("video " + VIDEO_CONFIGURATION + " at 1000");
            assertThat(slow.next()).isEqualTo("audio " + AUDIO_CONFIGURATION + " at 1000");
            assertThat(slow.next()).isEqualTo(keyframeAt(1000));
            assertThat(quick.next()).isEqualTo(keyframeAt(1000));
        }
    }

    /** Statuses, because a client that does not read its responses is not read either. */
    @Test
    void maxQueuedBytes() {
        AmfString name = new AmfString("x".repeat(60_000));
        try (LoopbackClient client = LoopbackClient.connect(origin.port(), "live")) {
            assertThat(client.nextCode()).isEqualTo("NetConnection.Connect.Success");
            int stream = client.createStream();
            client.read(false);
            for (int i = 0; i < 1000; i++) {
                client.tell(stream, "play", name); // reported by two statuses with the name
            }

            client.awaitClosed();
            await(state -> state.connections() == 0);
        }
    }

    @Test
    void maxConnections() {
        try (LoopbackClient one = LoopbackClient.connect(origin.port(), "live");
                LoopbackClient two = LoopbackClient.connect(origin.port(), "live");
                LoopbackClient three = LoopbackClient.connect(origin.port(), "live")) {
            assertThat(three.nextCode()).isEqualTo("NetConnection.Connect.Success");
            try (LoopbackClient four = LoopbackClient.open(origin.port())) {
                four.awaitClosed();
            }
            assertThat(one.nextCode()).isEqualTo("NetConnection.Connect.Success");
            two.close();
            await(state -> state.connections() == 2);
            try (LoopbackClient five = LoopbackClient.connect(origin.port(), "live")) {
                assertThat(five.nextCode()).isEqualTo("NetConnection.Connect.Success");
            }
        }
    }

    @Test
    void lingering() {
        try (LoopbackClient deaf = LoopbackClient.connect(origin.port(), "live")) {
            assertThat(deaf.nextCode()).isEqualTo("NetConnection.Connect.Success");
            deaf.read(false);

            origin.close();

            deaf.read(true);
            assertThat(deaf.nextCode()).isEqualTo("NetConnection.Connect.AppShutdown");
        }
    }

    @Test
    void idle() {
        OriginOptions impatient = OriginOptions.DEFAULT.within(withIdle(Duration.ofMillis(100)));
        try (Origin other = Origin.start(impatient);
                LoopbackClient silent = LoopbackClient.open(other.port())) {
            silent.awaitClosed();
        }
    }

    private static ServerLimits withIdle(Duration idle) {
        return LIMITS.with(LIMITS.timeouts().withIdle(idle));
    }

    private static StreamInfo cam(OriginState state) {
        return state.stream("live", "cam");
    }

    private void await(Predicate<OriginState> condition) {
        var _ = origin.when(condition).orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join();
    }
}

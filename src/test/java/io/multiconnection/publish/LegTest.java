package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.FlightRecording;
import io.multiconnection.media.Bodies;
import io.multiconnection.protocol.GatewayMessage.Ack.ServerAck;
import io.multiconnection.protocol.ServerState;
import io.multiconnection.publish.PublishScene.Server;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Send queue of one target: lag, drop, and resumption. */
class LegTest {

    private final PublishScene scene = new PublishScene();
    private final Server server = scene.server(0);

    @BeforeEach
    void publishes() {
        scene.publish();
        server.join();
        scene.video(0, Bodies.videoConfig(0, 1)).video(0, keyframe(100));
        server.received.clear();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void dropsVideoWhenQueueIsThreeQuartersFull() {
        server.stall(true);
        scene.video(10, frame(3000)).video(20, frame(3000)).video(30, frame(3000));
        assertThat(scene.states).endsWith(ServerState.LAGGING);
        assertThat(ack().dropped()).isOne();
        scene.video(40, frame(10));
        assertThat(ack().dropped()).isEqualTo(2);
    }

    @Test
    void keepsLastQuarterOfQueueForAudio() {
        server.stall(true);
        scene.video(10, frame(7000)).video(20, frame(2000));
        assertThat(ack().dropped()).isOne();
        scene.audio(20, sound(2000));
        assertThat(ack().dropped()).isOne();
        scene.audio(30, sound(2000));
        assertThat(ack().dropped()).isEqualTo(2);
    }

    @Test
    void lagsWhenQueuedMediaTimeIsThreeQuartersOfLimit() {
        server.stall(true);
        scene.video(40, frame(10)).video(800, frame(10)).video(840, frame(10));
        assertThat(scene.states).endsWith(ServerState.LAGGING);
    }

    @Test
    void resumesAtKeyframeThatFindsQueueHalfEmpty() {
        server.stall(true);
        scene.video(10, frame(3000)).video(20, frame(3000)).video(30, frame(3000));
        scene.video(40, keyframe(10)); // the queue is more than half full
        server.stall(false);
        assertThat(server.received).containsExactly("VIDEO 10", "VIDEO 20");
        scene.video(50, frame(10)).video(60, keyframe(10)).video(70, frame(10));
        assertThat(server.received)
                .containsExactly("VIDEO 10", "VIDEO 20", "KEYFRAME 60", "VIDEO 70");
        scene.pass(1000);
        assertThat(scene.states).endsWith(ServerState.LAGGING, ServerState.LIVE);
    }

    @Test
    void requestsKeyframeAsSoonAsQueueIsHalfEmpty() {
        server.stall(true);
        scene.video(10, frame(3000)).video(20, frame(3000)).video(30, frame(3000));
        int before = scene.keyframeRequests;
        scene.video(40, frame(10));
        assertThat(scene.keyframeRequests).isEqualTo(before);
        server.stall(false);
        scene.pass(1000);
        scene.video(50, frame(10));
        assertThat(scene.keyframeRequests).isEqualTo(before + 1);
    }

    @Test
    void sendsConfigurationThatWasDroppedBeforeNextKeyframe() {
        server.stall(true);
        scene.video(10, frame(7400)).audio(15, sound(2400));
        scene.video(20, Bodies.videoConfig(0, 2) + "00".repeat(400)); // finds no room
        server.stall(false);
        scene.video(30, keyframe(10));
        assertThat(server.received).endsWith("VIDEO_CONFIG 30", "KEYFRAME 30");
    }

    @Test
    void recordsLagAndDropsAsFlightRecorderEvents() throws IOException {
        try (FlightRecording lags = new FlightRecording("ServerLag");
                FlightRecording drops = new FlightRecording("MediaDrop")) {
            server.stall(true);
            scene.video(10, frame(3000)).video(20, frame(3000)).video(30, frame(3000));
            scene.video(40, frame(10));
            server.stall(false);
            scene.video(50, keyframe(10)).video(60, frame(10));
            scene.pass(1000);
            int bytes = (frame(3000).length() + frame(10).length()) / 2;
            assertThat(drops.stop())
                    .singleElement()
                    .satisfies(
                            event -> {
                                assertThat(event.getLong("frames")).isEqualTo(2);
                                assertThat(event.getLong("bytes")).isEqualTo(bytes);
                                assertThat(event.getString("server"))
                                        .startsWith("rtmp://s0.example:")
                                        .doesNotContain("live");
                            });
            assertThat(lags.stop())
                    .singleElement()
                    .satisfies(
                            event ->
                                    assertThat(event.getString("server"))
                                            .startsWith("rtmp://s0.example:"));
        }
    }

    /** Drops of an audio stream, which never lags, end with the next message that is sent. */
    @Test
    void recordsDropsOfAudioOnceAnotherMessageIsSent() throws IOException {
        try (FlightRecording drops = new FlightRecording("MediaDrop")) {
            server.stall(true);
            scene.video(10, frame(7000)).audio(20, sound(2000)).audio(30, sound(2000));
            server.stall(false);
            scene.audio(40, sound(10));
            assertThat(drops.stop())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getLong("frames")).isOne());
        }
    }

    private static String frame(int bytes) {
        return Bodies.picture(0, 1) + "00".repeat(bytes);
    }

    private static String keyframe(int bytes) {
        return Bodies.keyframe(0, 1) + "00".repeat(bytes);
    }

    private static String sound(int bytes) {
        return Bodies.sound(0, 1) + "00".repeat(bytes);
    }

    private ServerAck ack() {
        return Objects.requireNonNull(scene.fanOut.ack()).servers().getFirst();
    }
}

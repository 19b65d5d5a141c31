package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.Bodies;
import io.multiconnection.publish.PublishScene.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames of one stream on several targets. */
class FanOutTest {

    private static final AmfObject WIDTH = AmfObject.of("width", new AmfNumber(320));

    private final PublishScene scene = new PublishScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void sendsEveryFrameToEveryTarget() {
        Server a = scene.server(0);
        Server b = scene.server(1);
        scene.publish();
        a.join();
        b.join();
        scene.video(0, Bodies.videoConfig(0, 1))
                .video(0, Bodies.keyframe(0, 2))
                .audio(10, Bodies.sound(0, 3))
                .video(40, Bodies.picture(0, 4));
        assertThat(a.received)
                .containsExactly("VIDEO_CONFIG 0", "KEYFRAME 0", "AUDIO 10", "VIDEO 40")
                .isEqualTo(b.received);
    }

    @Test
    void beginsLateTargetWithSetupFramesAndNextKeyframe() {
        scene.publish();
        Server first = scene.server(0);
        first.join();
        scene.data("@setDataFrame", new AmfString("onMetaData"), WIDTH)
                .audio(0, Bodies.audioConfig(0, 1))
                .video(0, Bodies.videoConfig(0, 2))
                .video(0, Bodies.keyframe(0, 3))
                .video(40, Bodies.picture(0, 4));
        Server late = scene.server(1);
        late.join();
        scene.audio(60, Bodies.sound(0, 5)).video(80, Bodies.picture(0, 6));
        assertThat(late.received).containsExactly("@setDataFrame");
        scene.video(120, Bodies.keyframe(0, 7)).audio(140, Bodies.sound(0, 8));
        assertThat(late.received)
                .startsWith("@setDataFrame")
                .contains("AUDIO_CONFIG 120", "VIDEO_CONFIG 120")
                .endsWith("KEYFRAME 120", "AUDIO 140")
                .hasSize(5);
    }

    @Test
    void requestsKeyframeForLateTarget() {
        scene.publish();
        scene.server(0).join();
        scene.video(0, Bodies.keyframe(0, 1));
        assertThat(scene.keyframeRequests).isZero();
        scene.server(1).join();
        assertThat(scene.keyframeRequests).isOne();
    }

    @Test
    void requestsOneKeyframePerSecondForAllTargets() {
        for (int i = 0; i < 100_000; i++) {
            scene.fanOut.wantKeyframe();
        }
        assertThat(scene.keyframeRequests).isOne();
        scene.pass(999);
        scene.fanOut.wantKeyframe();
        assertThat(scene.keyframeRequests).isOne();
        scene.pass(1);
        scene.fanOut.wantKeyframe();
        assertThat(scene.keyframeRequests).isEqualTo(2);
    }

    @Test
    void sendsEarlyMediaOnceTheServerPublishes() {
        scene.requestPublish()
                .video(0, Bodies.videoConfig(0, 1))
                .video(0, Bodies.keyframe(0, 2))
                .video(40, Bodies.picture(0, 3));
        Server server = scene.server(0);
        server.join();
        assertThat(server.received).containsExactly("VIDEO_CONFIG 0", "KEYFRAME 0", "VIDEO 40");
        scene.video(80, Bodies.picture(0, 4));
        assertThat(server.received).endsWith("VIDEO 80");
    }

    @Test
    void keepsMediaFlowingToOthersWhileOneTargetStalls() {
        scene.publish();
        Server stalled = scene.server(0);
        Server healthy = scene.server(1);
        stalled.join();
        healthy.join();
        stalled.stall(true);
        for (int i = 0; i < 200; i++) {
            scene.video(i * 40, Bodies.keyframe(0, i % 256));
        }
        assertThat(healthy.received).hasSize(200);
        assertThat(stalled.received).isEmpty();
    }

    @Test
    void restartsEveryTargetAtKeyframe() {
        scene.publish();
        Server server = scene.server(0);
        server.join();
        scene.video(0, Bodies.keyframe(0, 1));
        scene.fanOut.restart();
        scene.video(40, Bodies.picture(0, 2)).video(80, Bodies.keyframe(0, 3));
        assertThat(server.received).containsExactly("KEYFRAME 0", "KEYFRAME 80");
    }
}

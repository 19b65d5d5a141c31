package io.multiconnection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfString;
import io.multiconnection.media.Bodies;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.publish.PublishScene.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Number and time of the writes to servers. */
class FlushScheduleTest {

    private static final int DELAY = 20;
    private static final String VIDEO = Bodies.picture(0, 1);
    private static final String AUDIO = Bodies.sound(0, 1);

    private PublishScene scene;
    private Server server;
    private int before;

    @BeforeEach
    void publishes() {
        begin(DELAY);
        scene.video(0, Bodies.keyframe(0, 1));
        forgetWrites();
    }

    private void begin(int audioDelay) {
        scene = new PublishScene(new QueueLimits(1 << 20, 10_000, audioDelay));
        server = scene.server(0);
        scene.publish();
        server.join();
        forgetWrites();
    }

    private void forgetWrites() {
        server.received.clear();
        before = server.writes();
    }

    private int writes() {
        return server.writes() - before;
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void writesFramesOfOneReadOnceToEachServer() {
        Server second = scene.server(1);
        second.join();
        scene.video(1, Bodies.keyframe(0, 1));
        int beforeSecond = second.writes();
        forgetWrites();
        for (int i = 2; i < 102; i++) {
            boolean isAudio = i % 3 == 0;
            scene.read(
                    isAudio ? MediaFrame.Kind.AUDIO : MediaFrame.Kind.VIDEO,
                    i,
                    isAudio ? AUDIO : VIDEO);
        }
        assertThat(writes()).isZero();
        scene.endOfRead();
        assertThat(writes()).isOne();
        assertThat(second.writes() - beforeSecond).isOne();
        assertThat(server.received).hasSize(100);
        assertThat(second.received).endsWith("VIDEO 101");
    }

    @Test
    void sendsAudioWithNextVideo() {
        scene.audio(10, AUDIO);
        scene.pass(DELAY - 1);
        assertThat(writes()).isZero();
        scene.video(40, VIDEO);
        assertThat(server.received).containsExactly("AUDIO 10", "VIDEO 40");
        assertThat(writes()).isOne();
        scene.pass(10 * DELAY);
        assertThat(writes()).isOne();
    }

    @Test
    void sendsAudioAfterDelayOfItsFirstFrame() {
        scene.audio(10, AUDIO);
        scene.pass(DELAY - 1);
        scene.audio(30, AUDIO);
        assertThat(writes()).isZero();
        scene.pass(1);
        assertThat(server.received).containsExactly("AUDIO 10", "AUDIO 30");
        assertThat(writes()).isOne();
    }

    @Test
    void sendsVideoAtOnce() {
        scene.video(40, VIDEO);
        assertThat(server.received).containsExactly("VIDEO 40");
    }

    @Test
    void sendsDataAtOnceWithAudioThatWaits() {
        scene.audio(10, AUDIO).data("cue", new AmfString("x"));
        assertThat(server.received).containsExactly("AUDIO 10", "cue");
        assertThat(writes()).isOne();
    }

    @Test
    void sendsAudioOfStreamWithoutVideoAtOnce() {
        scene.close();
        begin(DELAY);
        scene.audio(10, AUDIO);
        assertThat(server.received).containsExactly("AUDIO 10");
    }

    @Test
    void sendsAudioAtOnceWithoutDelay() {
        scene.close();
        begin(0);
        scene.video(0, Bodies.keyframe(0, 1)).audio(10, AUDIO);
        assertThat(server.received).endsWith("AUDIO 10");
    }

    @Test
    void sendsAudioThatWaitsBeforeStreamIsClosed() {
        scene.audio(10, AUDIO);
        scene.fanOut.close();
        scene.settle();
        assertThat(server.received).containsExactly("AUDIO 10");
        scene.pass(10 * DELAY);
        assertThat(server.received).hasSize(1);
    }
}

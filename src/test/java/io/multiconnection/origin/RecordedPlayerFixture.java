package io.multiconnection.origin;

import static io.multiconnection.origin.TestStream.interFrameAt;
import static io.multiconnection.origin.TestStream.keyframeAt;
import static io.multiconnection.origin.TestStream.soundAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.MessagePayload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Origin with a recording of ten seconds, on a clock that the test moves. */
abstract class RecordedPlayerFixture {

    static final int FRAME_MILLIS = 40;
    static final int FRAMES = 250;
    static final int LAST = (FRAMES - 1) * FRAME_MILLIS;
    static final int PRELUDE = 3;

    final TestScheduler time = new TestScheduler();
    final List<AutoCloseable> open = new ArrayList<>();
    @TempDir Path folder;
    Origin origin;

    @BeforeEach
    void record() {
        origin = Origin.start(OriginOptions.DEFAULT.keepingIn(folder), time::on);
        try (TestStream publisher = TestStream.record(origin.port(), "live", "film", "record")) {
            publisher.prelude();
            for (int time = 0; time <= LAST; time += FRAME_MILLIS) {
                if (time % 1000 == 0) {
                    publisher.keyframe(time);
                } else {
                    publisher.interFrame(time);
                }
                publisher.sound(time);
            }
            publisher.stopRecording();
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        origin.close();
    }

    static String code(MessagePayload.Command command) {
        return ((AmfString) ((AmfObject) command.arguments().getFirst()).property("code")).value();
    }

    TestStream stream() {
        TestStream stream = TestStream.open(origin);
        open.add(stream);
        return stream;
    }

    TestStream play(int bufferMillis, AmfValue... startAndLength) {
        TestStream player = stream();
        player.bufferLength(bufferMillis);
        List<AmfValue> arguments = new ArrayList<>(List.of(startAndLength));
        arguments.addFirst(new AmfString("film"));
        player.tell("play", arguments.toArray(AmfValue[]::new));
        player.client().nextCode("NetStream.Play.Start");
        return player;
    }

    /** Checks all video and audio frames from one timestamp to another. */
    static void hears(TestStream player, int from, int to) {
        for (int time = from; time <= to; time += FRAME_MILLIS) {
            assertThat(player.next())
                    .isEqualTo(time % 1000 == 0 ? keyframeAt(time) : interFrameAt(time));
            assertThat(player.next()).isEqualTo(soundAt(time));
        }
    }
}

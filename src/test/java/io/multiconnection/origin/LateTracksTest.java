package io.multiconnection.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.media.RandomStream;
import io.multiconnection.media.RandomStream.Tag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Players of live and recorded streams with several tracks. */
@Timeout(60)
class LateTracksTest {

    private static final int FRAME_MILLIS = 40;

    @TempDir private Path folder;
    private Origin origin;

    @BeforeEach
    void start() {
        origin = Origin.start(OriginOptions.DEFAULT.keepingIn(folder));
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @RepeatedTest(20)
    void latePlayerHasLastFrameOfEachSlotBeforeFirstKeyframe(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        RandomStream stream = new RandomStream(random.nextLong());
        try (TestStream publisher = TestStream.publish(origin, "tracks")) {
            send(publisher, stream.sent().getFirst(), 0);
            for (int i = random.nextInt(40); i > 0; i--) {
                send(publisher, stream.next(), stream.sent().size());
            }
            await(stream);
            int joined = stream.sent().size();
            try (TestStream player = TestStream.play(origin, "tracks")) {
                Tag tag = stream.next();
                while (!tag.isKeyframe()) {
                    send(publisher, tag, stream.sent().size());
                    tag = stream.next();
                }
                send(publisher, tag, stream.sent().size());
                stream.check(joined, untilKeyframe(player, stream));
            }
        }
    }

    @RepeatedTest(10)
    void recordingHasLastFrameOfEachSlotBeforeEachKeyframe(RepetitionInfo repetition) {
        RandomStream stream = new RandomStream(repetition.getCurrentRepetition());
        List<Integer> keyframes = new ArrayList<>();
        try (TestStream publisher = TestStream.record(origin.port(), "live", "tracks", "record")) {
            // the first frame is at 0 in the recording
            send(publisher, stream.sent().getFirst(), 0);
            Tag sound = new Tag(false, "af01" + "00", List.of(), false);
            send(publisher, sound, 0);
            while (keyframes.size() < 4) {
                Tag tag = stream.next();
                if (tag.isKeyframe()) {
                    keyframes.add(stream.sent().size());
                }
                send(publisher, tag, stream.sent().size());
            }
            publisher.stopRecording();
        }
        for (int keyframe : keyframes) {
            try (TestStream player = TestStream.open(origin)) {
                player.tell(
                        "play",
                        new AmfString("tracks"),
                        new AmfNumber((double) keyframe * FRAME_MILLIS));
                List<String> bodies = untilKeyframe(player, stream);
                stream.check(0, bodies);
                assertThat(stream.sent().get(keyframe - 1).body()).isEqualTo(bodies.getLast());
            }
        }
    }

    private static void send(TestStream publisher, Tag tag, int number) {
        int timestamp = number * FRAME_MILLIS;
        if (tag.isVideo()) {
            publisher.video(timestamp, tag.body());
        } else {
            publisher.audio(timestamp, tag.body());
        }
    }

    /** Bodies of audio and video, up to the first keyframe of the default track. */
    private static List<String> untilKeyframe(TestStream player, RandomStream stream) {
        List<String> bodies = new ArrayList<>();
        while (bodies.isEmpty() || !stream.isKeyframe(bodies.getLast())) {
            String words = player.next();
            if (!words.startsWith("onMetaData")) {
                bodies.add(RandomStream.body(words));
            }
        }
        return bodies;
    }

    /** Waits until the origin has received everything. */
    private void await(RandomStream stream) {
        long bytes = stream.sent().stream().mapToLong(tag -> tag.body().length() / 2).sum();
        var _ =
                origin.when(state -> state.stream("live", "tracks").bytes() == bytes)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
    }
}

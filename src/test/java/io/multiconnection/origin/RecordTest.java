package io.multiconnection.origin;

import static io.multiconnection.origin.TestStream.AUDIO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.VIDEO_CONFIGURATION;
import static io.multiconnection.origin.TestStream.interFrameAt;
import static io.multiconnection.origin.TestStream.keyframeAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.recordings.RecordingLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Statuses and content of recordings, also after a kill of the origin. */
@Timeout(120)
class RecordTest {

    private static final int FRAMES = 2000;

    @TempDir private Path folder;

    @Test
    void playsRecordedBroadcastLive() {
        try (Origin origin = start();
                TestStream player = TestStream.play(origin, "cam");
                TestStream publisher = TestStream.open(origin)) {
            publisher.tell("publish", new AmfString("cam?key=1"), new AmfString("record"));
            assertThat(publisher.client().nextCode()).isEqualTo("NetStream.Publish.Start");
            assertThat(publisher.client().nextCode()).isEqualTo("NetStream.Record.Start");
            assertThat(origin.state().stream("live", "cam").recording()).isTrue();
            publisher.prelude();
            publisher.keyframe(0);
            assertThat(player.next(4)).last().isEqualTo(keyframeAt(0));

            publisher.tell("closeStream");

            assertThat(publisher.client().nextCode()).isEqualTo("NetStream.Unpublish.Success");
            assertThat(publisher.client().nextCode()).isEqualTo("NetStream.Record.Stop");
            assertThat(origin.state().stream("live", "cam").recording()).isFalse();
        }
        assertThat(folder.resolve("recordings/live/cam.flv")).isNotEmptyFile();
    }

    @Test
    void completesRecordingWhenPublisherDisconnects() {
        try (Origin origin = start()) {
            try (TestStream publisher = TestStream.record(origin.port(), "live", "cam", "record")) {
                publisher.keyframe(0);
                publisher.interFrame(40);
                assertThat(publisher.nextUntilNow()).isEmpty();
            }
            origin.when(state -> isOver(state.stream("live", "cam")))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();

            assertThat(recorded(origin.port()))
                    .containsExactly("onMetaData at 0", keyframeAt(0), interFrameAt(40));
        }
    }

    private static boolean isOver(StreamInfo stream) {
        return !stream.publishing() && !stream.recording() && stream.videoFrames() == 2;
    }

    @Test
    void closeCompletesRecordings() {
        try (Origin origin = start();
                TestStream publisher = TestStream.record(origin.port(), "live", "cam", "record")) {
            publisher.keyframe(0);
            publisher.keyframe(40);
            assertThat(publisher.nextUntilNow()).isEmpty();
        }
        try (Origin again = start()) {
            assertThat(recorded(again.port()))
                    .containsExactly("onMetaData at 0", keyframeAt(0), keyframeAt(40));
        }
    }

    @Test
    void appendsAfterExistingTags() {
        try (Origin origin = start()) {
            record(origin.port(), "record", 0, 40);
            record(origin.port(), "append", 9000, 9040);

            assertThat(recorded(origin.port()))
                    .containsExactly(
                            "onMetaData at 0",
                            keyframeAt(0),
                            keyframeAt(40),
                            "video 170100000000002328 at 80",
                            "video 170100000000002350 at 120");
        }
    }

    @Test
    void listsRecordingsAndLiveStreams() throws IOException {
        try (Origin origin = start()) {
            record(origin.port(), "record", 0, 1500);
            try (TestStream live = TestStream.publish(origin, "cam")) {
                AmfStrictArray all =
                        (AmfStrictArray) live.client().call("listStreams").arguments().getFirst();
                assertThat(
                                live.client()
                                        .call("getStreamLength", new AmfString("cam?key=1"))
                                        .arguments())
                        .containsExactly(AmfValue.of(1.5));
                assertThat(live.client().call("getStreamLength", new AmfString("door")).arguments())
                        .containsExactly(AmfValue.of(0));
                long bytes = Files.size(folder.resolve("recordings/live/cam.flv"));

                assertThat(all.elements())
                        .containsExactly(
                                AmfObject.of(
                                                "name", new AmfString("cam"),
                                                "live", AmfValue.of(true),
                                                "players", AmfValue.of(0))
                                        .with("recorded", AmfValue.of(true))
                                        .with("duration", AmfValue.of(1.5))
                                        .with("bytes", AmfValue.of((double) bytes)));
            }
        }
    }

    @Test
    void refusesNameThatIsNoFileName() {
        try (Origin origin = start();
                TestStream publisher = TestStream.open(origin)) {
            publisher.tell("publish", new AmfString("x".repeat(201)), new AmfString("record"));
            assertThat(publisher.client().nextCode()).isEqualTo("NetStream.Publish.BadName");

            publisher.tell("publish", new AmfString("../../cam"), new AmfString("record"));
            publisher.client().nextCode("NetStream.Record.Start");
        }
        assertThat(folder.resolve("recordings/live/%2E%2E%2F%2E%2E%2Fcam.flv")).exists();
    }

    @Test
    void refusesSecondPublisherWithoutChangingFile() {
        try (Origin origin = start();
                TestStream first = TestStream.record(origin.port(), "live", "cam", "record");
                TestStream second = TestStream.open(origin)) {
            first.keyframe(0);
            second.tell("publish", new AmfString("cam"), new AmfString("record"));
            assertThat(second.client().nextCode()).isEqualTo("NetStream.Publish.BadName");
            first.stopRecording();

            assertThat(recorded(origin.port())).contains(keyframeAt(0));
        }
    }

    @Test
    void slowDiskEndsRecordingButNotBroadcast() {
        RecordingLimits limits = new RecordingLimits(9, 9, 1 << 20, 1 << 20, 4096);
        losesItsRecording(limits, "NetStream.Record.Failed", 1);
    }

    @Test
    void exhaustedQuotaEndsRecordingButNotBroadcast() {
        RecordingLimits limits = RecordingLimits.DEFAULT.withBytes(4096, 8192);
        losesItsRecording(limits, "NetStream.Record.DiskQuotaExceeded", 1);
    }

    private void losesItsRecording(RecordingLimits limits, String code, int kept) {
        try (Origin origin =
                        Origin.start(
                                OriginOptions.DEFAULT.keepingIn(folder).recordingWithin(limits));
                TestStream player = TestStream.play(origin, "cam");
                TestStream publisher = TestStream.record(origin.port(), "live", "cam", "record")) {
            publisher.keyframe(0);
            publisher.video(40, "2701000000" + "55".repeat(5000));
            assertThat(publisher.client().nextCode()).isEqualTo(code);
            publisher.keyframe(80);

            assertThat(player.next(3)).last().isEqualTo(keyframeAt(80));
            publisher.tell("closeStream");
            assertThat(publisher.client().nextCode()).isEqualTo("NetStream.Unpublish.Success");
            assertThat(recorded(origin.port())).hasSize(1 + kept).last().isEqualTo(keyframeAt(0));
        }
    }

    @Test
    void keepsEverythingBeforeKillAndAppends() throws IOException {
        try (OriginProcess killed = OriginProcess.start(folder);
                TestStream publisher = TestStream.record(killed.port(), "live", "cam", "record")) {
            publisher.prelude();
            for (int i = 0; i < FRAMES; i++) {
                publisher.keyframe(i * 40);
            }
            while (recorded(killed.port()).size() < FRAMES / 2) {
                // the disk has not caught up yet
            }
        }
        Path file = folder.resolve("recordings/live/cam.flv");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        int whole;
        try (OriginProcess again = OriginProcess.start(folder)) {
            List<String> before = recorded(again.port());
            whole = before.size();
            assertThat(before)
                    .startsWith(
                            "onMetaData at 0",
                            "video " + VIDEO_CONFIGURATION + " at 0",
                            "audio " + AUDIO_CONFIGURATION + " at 0",
                            keyframeAt(0))
                    .hasSizeBetween(4, 3 + FRAMES)
                    .last()
                    .isEqualTo(keyframeAt((whole - 4) * 40));

            record(again.port(), "append", 0);

            assertThat(recorded(again.port()))
                    .hasSize(whole + 1)
                    .last()
                    .isEqualTo("video 170100000000000000 at " + (whole - 3) * 40);
        }
        assertThat(Files.size(file)).isPositive();
    }

    private Origin start() {
        return Origin.start(OriginOptions.DEFAULT.keepingIn(folder));
    }

    private static void record(int port, String mode, int... keyframes) {
        try (TestStream publisher = TestStream.record(port, "live", "cam", mode)) {
            for (int timestamp : keyframes) {
                publisher.keyframe(timestamp);
            }
            publisher.stopRecording();
        }
    }

    /** Returns the media of the recording, read by a client without pauses. */
    private static List<String> recorded(int port) {
        try (TestStream player = TestStream.open(port, "live")) {
            player.bufferLength(Integer.MAX_VALUE);
            player.tell("play", new AmfString("cam"), new AmfNumber(0));
            List<String> all = new ArrayList<>();
            for (String next = player.next();
                    !next.startsWith("onPlayStatus");
                    next = player.next()) {
                all.add(next);
            }
            return all;
        }
    }
}

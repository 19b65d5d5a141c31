package io.multiconnection.recordings;

import static io.multiconnection.Hex.bytes;
import static io.multiconnection.media.FlvTag.AUDIO;
import static io.multiconnection.media.FlvTag.DATA;
import static io.multiconnection.media.FlvTag.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.media.FlvException;
import io.multiconnection.media.FlvWriter;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingsTest extends RecordingsFixture {

    @Test
    void writesTracksAndDurationOfFile() throws IOException {
        Recorder recorder = record(open(), false);
        recorder.write(DATA, false, 0, metadata("width", 320, "duration", 9, "filesize", 9));
        recorder.write(VIDEO, false, 0, body("1700000000aa"));
        recorder.write(VIDEO, true, 5000, body("1701000000bb"));
        recorder.write(VIDEO, true, 7500, body("2701000000cc"));
        stop(recorder);

        assertThat(heard).containsExactly("started", "stopped");
        assertThat(tags())
                .containsExactly(
                        "onMetaData duration 2.5 width 320.0 at 0",
                        "1700000000aa at 0",
                        "1701000000bb at 0",
                        "2701000000cc at 2500");
        assertThat(Files.readAllBytes(file())).startsWith(FlvWriter.header(false, true));
    }

    @Test
    void writesMetadataIfNoneIsReceivedAndKeepsLaterMetadata() throws IOException {
        Recorder recorder = record(open(), false);
        recorder.write(AUDIO, true, 0, body("af01"));
        recorder.write(AUDIO, true, 23, body("af02"));
        recorder.write(DATA, false, 0, metadata("title", 1, "duration", 0));
        stop(recorder);

        assertThat(tags())
                .containsExactly(
                        "onMetaData duration 0.023 at 0",
                        "af01 at 0",
                        "af02 at 23",
                        "onMetaData title 1.0 at 23");
    }

    @Test
    void replacesFileOrAppendsToIt() throws IOException {
        Recordings recordings = open();
        recordSound(recordings, false, "af01", "af02");
        recordSound(recordings, false, "af03", "af04");
        recordSound(recordings, true, "af05", "af06");

        assertThat(tags())
                .containsExactly(
                        "onMetaData duration 0.08 at 0",
                        "af03 at 0",
                        "af04 at 20",
                        "af05 at 60",
                        "af06 at 80");
    }

    @Test
    void appendCreatesMissingFile() throws IOException {
        recordSound(open(), true, "af01");

        assertThat(tags()).containsExactly("onMetaData duration 0.0 at 0", "af01 at 0");
    }

    @Test
    void appendTruncatesIncompleteTag() throws IOException {
        recordSound(open(), false, "af01", "af02");
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        recordSound(open(), true, "af03");

        assertThat(tags())
                .containsExactly("onMetaData duration 0.04 at 0", "af01 at 0", "af03 at 40");
    }

    @Test
    void appendRecreatesFileWithIncompleteHeader() throws IOException {
        Files.createDirectories(file().getParent());
        Files.write(file(), bytes("464c5601"));
        recordSound(open(), true, "af01");

        assertThat(tags()).containsExactly("onMetaData duration 0.0 at 0", "af01 at 0");
    }

    @Test
    void doesNotAppendToFileThatIsNoRecording() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "Dear diary, today ...");
        Recorder recorder = record(open(), true);
        awaitHeard(1);
        recorder.close();

        assertThat(heard)
                .containsExactly("failed: begins with 446561, expected an FLV file's 464c56");
        assertThat(file()).hasContent("Dear diary, today ...");
    }

    @Test
    void startsAtKeyframeAfterSetupFrames() throws IOException {
        Recordings recordings = open();
        Recorder recorder = record(recordings, false);
        recorder.write(DATA, false, 0, metadata("width", 320));
        recorder.write(VIDEO, false, 0, body("1700000000aa"));
        for (int i = 0; i < 100; i++) {
            recorder.write(
                    VIDEO,
                    true,
                    i * 40,
                    body((i % 25 == 0 ? "17" : "27") + "010000%04x".formatted(i)));
        }
        stop(recorder);
        Recording recording = await(recordings.play("live", "cam"));

        Recording.Start start = await(recording.seek(2500));

        assertThat(start.timestamp()).isEqualTo(2000);
        assertThat(start.durationMillis()).isEqualTo(3960);
        assertThat(start.setup())
                .extracting(RecordingsTest::words)
                .containsExactly(
                        "onMetaData duration 3.96 width 320.0 at 0", "1700000000aa at 2000");
        Recording.Batch batch = await(recording.read(start.position()));
        assertThat(batch.tags())
                .hasSize(50)
                .first()
                .extracting(RecordedTag::timestamp)
                .isEqualTo(2000);
        assertThat(await(recording.read(batch.next())).tags()).isEmpty();

        Recording.Start end = await(recording.seek(3961));
        assertThat(end.setup()).isEmpty();
        assertThat(await(recording.read(end.position())).tags()).isEmpty();
        recording.close();
    }

    @Test
    void readsLongFileInBatches() throws IOException {
        Recordings recordings = open();
        Recorder recorder = record(recordings, false);
        for (int i = 0; i < 300; i++) {
            recorder.write(AUDIO, true, i, body("af01"));
        }
        for (int i = 0; i < 10; i++) {
            recorder.write(VIDEO, true, 300 + i, Unpooled.wrappedBuffer(new byte[100_000]));
        }
        stop(recorder);
        Recording recording = await(recordings.play("live", "cam"));
        List<Integer> sizes = new ArrayList<>();
        Recording.Batch batch = await(recording.read(await(recording.seek(0)).position()));
        while (!batch.tags().isEmpty()) {
            sizes.add(batch.tags().size());
            batch = await(recording.read(batch.next()));
        }
        recording.close();

        assertThat(sizes).containsExactly(256, 47, 3, 3, 1);
    }

    @Test
    void playsFileThatIsBeingWritten() throws IOException {
        Recordings recordings = open();
        Recorder recorder = record(recordings, false);
        recorder.write(VIDEO, true, 0, body("1701000000"));
        awaitHeard(1);
        Recording recording = await(recordings.play("live", "cam"));
        while (await(recording.seek(0)).setup().isEmpty()) {
            // not on the disk yet
        }
        recorder.write(VIDEO, true, 1000, body("1701000000"));
        Recording.Start start = await(recording.seek(1000));
        while (start.durationMillis() < 1000) {
            start = await(recording.seek(1000));
        }

        assertThat(start.timestamp()).isEqualTo(1000);
        assertThat(await(recording.read(start.position())).tags()).hasSize(1);
        stop(recorder);
        recording.close();
    }

    @Test
    void playsReplacedFileToItsEnd() throws IOException {
        Recordings recordings = open();
        recordSound(recordings, false, "af01");
        Recording recording = await(recordings.play("live", "cam"));
        recordSound(recordings, false, "af02", "af03");

        assertThat(await(recording.read(await(recording.seek(0)).position())).tags())
                .extracting(RecordingsTest::words)
                .containsExactly("af01 at 0");
        recording.close();
    }

    @Test
    void distinguishesMissingFileFromInvalidFile() throws IOException {
        Recordings recordings = open();
        assertThatThrownBy(() -> await(recordings.play("live", "cam")))
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> await(recordings.play("live", "x".repeat(201))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "my diary, volume 1");
        assertThatThrownBy(() -> await(recordings.play("live", "cam")))
                .hasCauseInstanceOf(FlvException.class);
    }

    @Test
    void listsRecordingsOfApplication() throws IOException {
        Recordings recordings = open();
        assertThat(await(recordings.list("live"))).isEmpty();
        recordSound(recordings, false, "af01", "af02");
        Recorder other = recordings.record("live", "b/c", false, listener());
        other.write(AUDIO, true, 0, body("af01"));
        other.write(AUDIO, true, 1500, body("af01"));
        stop(other);
        stop(recordings.record("live/room", "elsewhere", false, listener()));
        Files.writeString(folder.resolve("recordings/live/diary.flv"), "my diary, volume 1");
        long bytes = Files.size(file());
        try (FileChannel channel =
                FileChannel.open(
                        folder.resolve("recordings/live/b%2Fc.flv"), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }

        assertThat(await(recordings.list("live")))
                .containsExactly(
                        new RecordingInfo("b/c", 0, bytes - 1),
                        new RecordingInfo("cam", 20, bytes));
        assertThat(await(recordings.list("live/room")))
                .containsExactly(new RecordingInfo("elsewhere", 0, 13));
    }
}

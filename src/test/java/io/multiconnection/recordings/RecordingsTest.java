package io.multiconnection.recordings;

import static io.multiconnection.Hex.bytes;
import static io.multiconnection.Hex.hex;
import static io.multiconnection.media.FlvTag.AUDIO;
import static io.multiconnection.media.FlvTag.DATA;
import static io.multiconnection.media.FlvTag.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FlvException;
import io.multiconnection.media.FlvReader;
import io.multiconnection.media.FlvTag;
import io.multiconnection.media.FlvWriter;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded is in a file, and what is in a file is played. The test is the event loop. */
@Timeout(60)
class RecordingsTest {

    private static final String METADATA = "onMetaData";

    @TempDir private Path folder;

    private MemoryBudget memory = MemoryBudget.unlimited();

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();
    private final List<Recordings> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Recordings::close);
        assertThat(memory.used()).isZero();
    }

    @Test
    void recordsAFileThatSaysWhatItHolds() throws IOException {
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
    void metadataIsMadeWhereNoneComesAndStaysWhereMoreComes() throws IOException {
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
    void recordingAgainReplacesTheFileAndAppendingGoesOn() throws IOException {
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
    void appendingToNothingRecords() throws IOException {
        recordSound(open(), true, "af01");

        assertThat(tags()).containsExactly("onMetaData duration 0.0 at 0", "af01 at 0");
    }

    @Test
    void appendingCutsATornEnd() throws IOException {
        recordSound(open(), false, "af01", "af02");
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        recordSound(open(), true, "af03");

        assertThat(tags())
                .containsExactly("onMetaData duration 0.04 at 0", "af01 at 0", "af03 at 40");
    }

    @Test
    void appendingToAHeaderThatIsTornBeginsAnew() throws IOException {
        Files.createDirectories(file().getParent());
        Files.write(file(), bytes("464c5601"));
        recordSound(open(), true, "af01");

        assertThat(tags()).containsExactly("onMetaData duration 0.0 at 0", "af01 at 0");
    }

    @Test
    void doesNotAppendToWhatIsNoRecording() throws IOException {
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
    void failsRecordingForWhichThereIsNoMemory() throws IOException {
        memory = new MemoryBudget(new MemoryLimits(1 << 20, 1 << 20, 64 << 10));
        Recordings recordings = open();
        Recorder recorder = record(recordings, false);
        recorder.write(AUDIO, true, 0, body("af01"));
        awaitHeard(1);
        recorder.write(VIDEO, true, 20, Unpooled.wrappedBuffer(new byte[60_000]));
        recorder.write(AUDIO, true, 40, body("af02"));
        recorder.close();
        awaitHeard(2);
        assertThat(heard.getLast())
                .isEqualTo(
                        "failed: the disk is too slow: there is no memory for what waits for it");
        assertThat(tags()).as("what came before").contains("af01 at 0").hasSize(2);

        Recorder next = recordings.record("live", "next", false, listener());
        next.write(VIDEO, true, 0, Unpooled.wrappedBuffer(new byte[20_000]));
        stop(next);
        assertThat(heard.getLast()).isEqualTo("stopped");
    }

    @Test
    void failsRecordingThatHoldsMostWhereMemoryIsUsedUp() {
        memory = new MemoryBudget(new MemoryLimits(1 << 20, 1 << 20, 1 << 20));
        CompletableFuture<Void> stuck = new CompletableFuture<>();
        DiskExecutor disk = new DiskExecutor(loop::add);
        Recorder recorder = new Recorder(disk, 4 << 20, memory, listener());
        recorder.begin(
                () -> {
                    stuck.join();
                    RecordingQuota quota = new RecordingQuota(folder, RecordingLimits.DEFAULT);
                    return RecordingFile.begin(folder.resolve("cam.flv"), quota);
                });
        recorder.write(VIDEO, true, 0, Unpooled.wrappedBuffer(new byte[700_000]));
        try (MemoryAccount other = memory.open(null, Runnable::run, _ -> {})) {
            other.take(MemoryKind.BASE, 600_000);
            runOne();
            recorder.write(AUDIO, true, 20, body("af01"));
            assertThat(memory.used(MemoryKind.RECORDING)).isBetween(700_000L, 701_000L);
        }
        stuck.complete(null);
        awaitHeard(2);
        assertThat(heard)
                .containsExactly(
                        "started",
                        "failed: the disk is too slow: there is no memory for what waits for it");
        disk.close();
    }

    @Test
    void maxQueuedBytes() throws IOException {
        RecordingLimits limits = new RecordingLimits(1, 1, 1 << 20, 1 << 20, 4096);
        Recorder recorder = record(open(limits), false);
        recorder.write(AUDIO, true, 0, body("af01"));
        awaitHeard(1);
        recorder.write(VIDEO, true, 20, Unpooled.wrappedBuffer(new byte[4000]));
        recorder.write(AUDIO, true, 40, body("af02"));
        recorder.close();
        awaitHeard(2);

        assertThat(heard.getLast())
                .isEqualTo(
                        "failed: the disk is too slow: more waits for it than the limit of 4096"
                                + " bytes");
        assertThat(tags()).containsExactly("onMetaData duration 0.0 at 0", "af01 at 0");
    }

    @Test
    void maxFileBytes() throws IOException {
        Recorder recorder = record(open(new RecordingLimits(9, 9, 4096, 1 << 20, 1 << 20)), false);
        for (int i = 0; i < 10; i++) {
            recorder.write(VIDEO, true, i, Unpooled.wrappedBuffer(new byte[1000]));
        }
        awaitHeard(2);

        assertThat(heard.getLast())
                .isEqualTo("over quota: the recording is longer than the limit of 4096 bytes");
        assertThat(tags()).hasSize(1 + 3).last().asString().endsWith(" at 2");
        assertThat(Files.size(file())).isLessThanOrEqualTo(4096);
    }

    @Test
    void maxTotalBytes() throws IOException {
        Recordings recordings = open(new RecordingLimits(9, 9, 4096, 5000, 1 << 20));
        Recorder first = recordings.record("live", "first", false, listener());
        first.write(VIDEO, true, 0, Unpooled.wrappedBuffer(new byte[3000]));
        stop(first);
        Recorder second = record(recordings, false);
        second.write(VIDEO, true, 0, Unpooled.wrappedBuffer(new byte[3000]));
        awaitHeard(4);

        assertThat(heard.getLast())
                .isEqualTo("over quota: all recordings are longer than the limit of 5000 bytes");

        Files.delete(folder.resolve("recordings/live/first.flv"));
        recordSound(recordings, false, "af01");
        assertThat(heard.getLast()).isEqualTo("stopped");
    }

    @Test
    void maxFiles() throws IOException {
        Recordings recordings = open(new RecordingLimits(9, 1, 4096, 8192, 1 << 20));
        recordSound(recordings, false, "af01");
        recordSound(recordings, false, "af02");
        Recorder _ = recordings.record("live", "other", false, listener());
        awaitHeard(5);

        assertThat(heard.getLast()).isEqualTo("over quota: more recordings than the limit of 1");
        assertThat(folder.resolve("recordings/live")).isDirectoryContaining("glob:**cam.flv");
    }

    @Test
    void maxRecorders() throws IOException {
        Recordings recordings = open(new RecordingLimits(1, 9, 4096, 8192, 1 << 20));
        Recorder first = record(recordings, false);
        Recorder _ = recordings.record("live", "other", false, listener());
        awaitHeard(2);
        assertThat(heard)
                .containsExactly(
                        "started", "failed: more recordings at a time than the limit of 1");

        stop(first);
        recordSound(recordings, true, "af01");
        assertThat(heard.getLast()).isEqualTo("stopped");
    }

    @Test
    void playsFromAKeyframeWithWhatADecoderNeeds() throws IOException {
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
        assertThat(start.prelude())
                .extracting(RecordingsTest::words)
                .containsExactly(
                        "onMetaData duration 3.96 width 320.0 at 0", "1700000000aa at 2000");
        Recording.Piece piece = await(recording.read(start.position()));
        assertThat(piece.tags())
                .hasSize(50)
                .first()
                .extracting(RecordedTag::timestamp)
                .isEqualTo(2000);
        assertThat(await(recording.read(piece.next())).tags()).isEmpty();

        Recording.Start end = await(recording.seek(3961));
        assertThat(end.prelude()).isEmpty();
        assertThat(await(recording.read(end.position())).tags()).isEmpty();
        recording.close();
    }

    @Test
    void readsALongFileInPieces() throws IOException {
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
        Recording.Piece piece = await(recording.read(await(recording.seek(0)).position()));
        while (!piece.tags().isEmpty()) {
            sizes.add(piece.tags().size());
            piece = await(recording.read(piece.next()));
        }
        recording.close();

        assertThat(sizes).containsExactly(256, 47, 3, 3, 1);
    }

    @Test
    void playsWhatIsBeingRecordedUpToItsEnd() throws IOException {
        Recordings recordings = open();
        Recorder recorder = record(recordings, false);
        recorder.write(VIDEO, true, 0, body("1701000000"));
        awaitHeard(1);
        Recording recording = await(recordings.play("live", "cam"));
        while (await(recording.seek(0)).prelude().isEmpty()) {
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
    void whoPlaysAFileThatIsReplacedStillHasIt() throws IOException {
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
    void tellsWhatIsNotThereFromWhatIsNoRecording() throws IOException {
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
    void listsWhatAnAppHasRecorded() throws IOException {
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

    private Path file() {
        return folder.resolve("recordings/live/cam.flv");
    }

    private Recordings open() throws IOException {
        return open(RecordingLimits.DEFAULT);
    }

    private Recordings open(RecordingLimits limits) throws IOException {
        Recordings recordings =
                Recordings.open(folder.resolve("recordings"), limits, loop::add, memory);
        open.add(recordings);
        return recordings;
    }

    private Recorder record(Recordings recordings, boolean append) {
        return recordings.record("live", "cam", append, listener());
    }

    private void recordSound(Recordings recordings, boolean append, String... bodies) {
        Recorder recorder = record(recordings, append);
        int time = 777;
        for (String body : bodies) {
            recorder.write(AUDIO, true, time, body(body));
            time += 20;
        }
        stop(recorder);
    }

    private void stop(Recorder recorder) {
        int before = heard.size();
        recorder.close();
        while (heard.size() == before || heard.getLast().equals("started")) {
            runOne();
        }
    }

    private void awaitHeard(int count) {
        while (heard.size() < count) {
            runOne();
        }
    }

    private <T> T await(CompletionStage<T> stage) {
        while (!stage.toCompletableFuture().isDone()) {
            runOne();
        }
        return stage.toCompletableFuture().join();
    }

    private void runOne() {
        try {
            Runnable task = loop.poll(10, TimeUnit.SECONDS);
            assertThat(task).as("something that was waited for").isNotNull();
            task.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Recorder.Listener listener() {
        return new Recorder.Listener() {
            @Override
            public void started() {
                heard.add("started");
            }

            @Override
            public void stopped() {
                heard.add("stopped");
            }

            @Override
            public void failed(boolean overQuota, String why) {
                heard.add((overQuota ? "over quota: " : "failed: ") + why);
            }
        };
    }

    private List<String> tags() throws IOException {
        List<String> tags = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file())) {
            FlvReader reader = new FlvReader(channel);
            Optional<FlvTag> next = reader.tag(reader.firstTag());
            while (next.isPresent()) {
                FlvTag tag = next.get();
                tags.add(words(new RecordedTag(tag.type(), tag.timestamp(), reader.body(tag))));
                next = reader.tag(tag.end());
            }
        }
        return tags;
    }

    private static String words(RecordedTag tag) {
        if (tag.type() != DATA) {
            return hex(tag.body()) + " at " + tag.timestamp();
        }
        List<AmfValue> values = new Amf0Reader(tag.body().slice(), AmfLimits.DEFAULT).readAll();
        StringBuilder words = new StringBuilder(((AmfString) values.getFirst()).value());
        ((AmfEcmaArray) values.get(1))
                .properties()
                .forEach(
                        (name, value) ->
                                words.append(
                                        " %s %s".formatted(name, ((AmfNumber) value).value())));
        return words + " at " + tag.timestamp();
    }

    private static ByteBuf body(String hex) {
        return Unpooled.wrappedBuffer(bytes(hex));
    }

    private static ByteBuf metadata(Object... namesAndNumbers) {
        AmfEcmaArray array = new AmfEcmaArray();
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            array.with((String) namesAndNumbers[i], AmfValue.of((Integer) namesAndNumbers[i + 1]));
        }
        ByteBuf body = Unpooled.buffer();
        Amf0Writer writer = new Amf0Writer(body);
        writer.write(new AmfString(METADATA));
        writer.write(array);
        return body;
    }
}

package io.multiconnection.recordings;

import static io.multiconnection.media.FlvTag.AUDIO;
import static io.multiconnection.media.FlvTag.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryBudget;
import io.multiconnection.memory.MemoryKind;
import io.multiconnection.memory.MemoryLimits;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Recordings that fail at a limit, or without memory. */
class RecordingFailuresTest extends RecordingsFixture {

    @Test
    void failsRecordingWithoutMemory() throws IOException {
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
                .isEqualTo("failed: the disk is too slow: no memory is left for the queue");
        assertThat(tags()).as("what came before").contains("af01 at 0").hasSize(2);

        Recorder next = recordings.record("live", "next", false, listener());
        next.write(VIDEO, true, 0, Unpooled.wrappedBuffer(new byte[20_000]));
        stop(next);
        assertThat(heard.getLast()).isEqualTo("stopped");
    }

    @Test
    void failsLargestRecordingWhenMemoryIsExhausted() {
        memory = new MemoryBudget(new MemoryLimits(1 << 20, 1 << 20, 1 << 20));
        CompletableFuture<Void> stuck = new CompletableFuture<>();
        DiskExecutor disk = new DiskExecutor(loop::add);
        Recorder recorder = new Recorder(disk, 4 << 20, memory, listener());
        recorder.start(
                () -> {
                    stuck.join();
                    RecordingQuota quota = new RecordingQuota(folder, RecordingLimits.DEFAULT);
                    return RecordingFile.create(folder.resolve("cam.flv"), quota);
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
                        "started", "failed: the disk is too slow: no memory is left for the queue");
        disk.close();
    }

    @Test
    void failsRecordingOverMaxQueuedBytes() throws IOException {
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
                        "failed: the disk is too slow: more bytes are queued than the limit of"
                                + " 4096");
        assertThat(tags()).containsExactly("onMetaData duration 0.0 at 0", "af01 at 0");
    }

    @Test
    void endsRecordingAtMaxFileBytes() throws IOException {
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
    void endsRecordingAtMaxTotalBytes() throws IOException {
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
    void refusesRecordingOverMaxFiles() throws IOException {
        Recordings recordings = open(new RecordingLimits(9, 1, 4096, 8192, 1 << 20));
        recordSound(recordings, false, "af01");
        recordSound(recordings, false, "af02");
        Recorder _ = recordings.record("live", "other", false, listener());
        awaitHeard(5);

        assertThat(heard.getLast()).isEqualTo("over quota: more recordings than the limit of 1");
        assertThat(folder.resolve("recordings/live")).isDirectoryContaining("glob:**cam.flv");
    }

    @Test
    void refusesRecordingOverMaxRecorders() throws IOException {
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
}

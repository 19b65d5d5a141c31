package io.multiconnection.recordings;

import static io.multiconnection.Hex.bytes;
import static io.multiconnection.Hex.hex;
import static io.multiconnection.media.FlvTag.AUDIO;
import static io.multiconnection.media.FlvTag.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.media.FlvReader;
import io.multiconnection.media.FlvTag;
import io.multiconnection.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Recordings in a temporary folder, with an event loop that the test runs itself. */
abstract class RecordingsFixture {

    static final String METADATA = "onMetaData";

    @TempDir Path folder;

    MemoryBudget memory = MemoryBudget.unlimited();

    final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    final List<String> heard = new ArrayList<>();
    final List<Recordings> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Recordings::close);
        assertThat(memory.used()).isZero();
    }

    Path file() {
        return folder.resolve("recordings/live/cam.flv");
    }

    Recordings open() throws IOException {
        return open(RecordingLimits.DEFAULT);
    }

    Recordings open(RecordingLimits limits) throws IOException {
        Recordings recordings =
                Recordings.open(folder.resolve("recordings"), limits, loop::add, memory);
        open.add(recordings);
        return recordings;
    }

    Recorder record(Recordings recordings, boolean append) {
        return recordings.record("live", "cam", append, listener());
    }

    void recordSound(Recordings recordings, boolean append, String... bodies) {
        Recorder recorder = record(recordings, append);
        int time = 777;
        for (String body : bodies) {
            recorder.write(AUDIO, true, time, body(body));
            time += 20;
        }
        stop(recorder);
    }

    void stop(Recorder recorder) {
        int before = heard.size();
        recorder.close();
        while (heard.size() == before || heard.getLast().equals("started")) {
            runOne();
        }
    }

    void awaitHeard(int count) {
        while (heard.size() < count) {
            runOne();
        }
    }

    <T> T await(CompletionStage<T> stage) {
        while (!stage.toCompletableFuture().isDone()) {
            runOne();
        }
        return stage.toCompletableFuture().join();
    }

    void runOne() {
        try {
            Runnable task = loop.poll(10, TimeUnit.SECONDS);
            assertThat(task).as("something that was waited for").isNotNull();
            task.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Recorder.Listener listener() {
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

    List<String> tags() throws IOException {
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

    static String words(RecordedTag tag) {
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

    static ByteBuf body(String hex) {
        return Unpooled.wrappedBuffer(bytes(hex));
    }

    static ByteBuf metadata(Object... namesAndNumbers) {
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

package io.multiconnection.recordings;

import io.multiconnection.media.FlvReader;
import io.multiconnection.media.FlvTag;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Recording that is being played. Its methods are called on the event loop and complete there; the
 * file is read on the reader thread.
 *
 * <p>A file that is still being written can be played: each read sees the file up to its current
 * end.
 */
public final class Recording {

    /**
     * Position at which playback starts.
     *
     * @param position position of the first tag in the file
     * @param timestamp timestamp of that tag, in milliseconds
     * @param durationMillis current duration of the recording
     * @param setup setup frames to send before that tag
     */
    public record Start(long position, int timestamp, int durationMillis, List<RecordedTag> setup) {

        public Start {
            setup = List.copyOf(setup);
        }
    }

    /**
     * Batch of tags.
     *
     * @param tags tags in file order; none at the end of the file
     * @param next position of the next tag
     */
    public record Batch(List<RecordedTag> tags, long next) {

        public Batch {
            tags = List.copyOf(tags);
        }
    }

    private static final Logger LOG = System.getLogger(Recording.class.getName());
    private static final int MAX_POINTS = 1 << 16;
    private static final int BATCH_BYTES = 1 << 18;
    private static final int BATCH_TAGS = 256;

    private final DiskExecutor disk;
    private final FileChannel file;
    private final FlvReader reader;

    // used by the reader thread only
    private final SeekIndex index = new SeekIndex(MAX_POINTS);
    private long indexed;
    private int duration;

    private Recording(DiskExecutor disk, FileChannel file) {
        this.disk = disk;
        this.file = file;
        this.reader = new FlvReader(file);
    }

    /** Opens and indexes a file. Called on the reader thread. */
    static Recording open(Path path, DiskExecutor disk) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            Recording recording = new Recording(disk, file);
            recording.indexed = recording.reader.firstTag();
            recording.extendIndex();
            return recording;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Returns the duration of a file in milliseconds. Called on the reader thread. */
    static int duration(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            FlvReader reader = new FlvReader(file);
            int time = 0;
            Optional<FlvTag> tag = reader.lastTag();
            if (tag.isEmpty()) {
                tag = reader.tag(reader.firstTag());
            }
            while (tag.isPresent()) {
                time = Math.max(time, tag.get().timestamp());
                tag = reader.tag(tag.get().end());
            }
            return time;
        }
    }

    private void extendIndex() throws IOException {
        Optional<FlvTag> next = reader.tag(indexed);
        while (next.isPresent()) {
            FlvTag tag = next.get();
            index.add(tag);
            duration = Math.max(duration, tag.timestamp());
            indexed = tag.end();
            next = reader.tag(indexed);
        }
    }

    /**
     * Looks up the start position for a timestamp: the keyframe at or before it; beyond the end,
     * the end.
     *
     * @param timestamp milliseconds, not negative
     * @return fails with an {@link IOException}
     */
    public CompletionStage<Start> seek(int timestamp) {
        return disk.read(
                () -> {
                    extendIndex();
                    Optional<SeekIndex.Point> point = index.floor(timestamp);
                    return point.isEmpty() || timestamp > duration
                            ? new Start(indexed, duration, duration, List.of())
                            : start(point.get());
                });
    }

    private Start start(SeekIndex.Point point) throws IOException {
        List<RecordedTag> setup = new ArrayList<>();
        for (long position : point.setup()) {
            RecordedTag tag = read(reader.tag(position).orElseThrow());
            setup.add(tag.type() == FlvTag.DATA ? tag : tag.at(point.timestamp()));
        }
        return new Start(point.position(), point.timestamp(), duration, setup);
    }

    /**
     * Reads the next tags.
     *
     * @param position position of a tag
     * @return a batch; fails with an {@link IOException}
     */
    public CompletionStage<Batch> read(long position) {
        return disk.read(() -> batch(position));
    }

    private Batch batch(long position) throws IOException {
        List<RecordedTag> tags = new ArrayList<>();
        long next = position;
        Optional<FlvTag> tag = reader.tag(next);
        while (tag.isPresent() && next - position < BATCH_BYTES && tags.size() < BATCH_TAGS) {
            tags.add(read(tag.get()));
            next = tag.get().end();
            tag = reader.tag(next);
        }
        return new Batch(tags, next);
    }

    /**
     * Reads a tag. Metadata gets timestamp 0, because FFmpeg treats later metadata as subtitles.
     */
    private RecordedTag read(FlvTag tag) throws IOException {
        ByteBuf body = reader.body(tag);
        boolean isMetadata = tag.type() == FlvTag.DATA && RecordingMetadata.is(body);
        return new RecordedTag(
                tag.type(),
                isMetadata ? 0 : tag.timestamp(),
                isMetadata ? RecordingMetadata.with(body, duration / 1000.0) : body);
    }

    /** Closes the file; pending reads fail. */
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closed", e);
        }
    }
}

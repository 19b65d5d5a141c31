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
 * A recording that is played. Its methods are called on the event loop, and answer there; the file
 * is read on the thread that reads.
 *
 * <p>A file that is being written can be played: each answer knows it up to its end at that time.
 */
public final class Recording {

    /**
     * Where playing begins.
     *
     * @param position of the first tag in the file
     * @param timestamp of that tag, milliseconds
     * @param durationMillis of the recording as far as it is known now
     * @param prelude setup frames that go before that tag
     */
    public record Start(
            long position, int timestamp, int durationMillis, List<RecordedTag> prelude) {

        public Start {
            prelude = List.copyOf(prelude);
        }
    }

    /**
     * A piece of a recording.
     *
     * @param tags in their order; none at the end of the file
     * @param next position of what follows
     */
    public record Piece(List<RecordedTag> tags, long next) {

        public Piece {
            tags = List.copyOf(tags);
        }
    }

    private static final Logger LOG = System.getLogger(Recording.class.getName());
    private static final int MAX_POINTS = 1 << 16;
    private static final int PIECE_BYTES = 1 << 18;
    private static final int PIECE_TAGS = 256;

    private final DiskExecutor disk;
    private final FileChannel file;
    private final FlvReader reader;

    // of the thread that reads
    private final SeekIndex index = new SeekIndex(MAX_POINTS);
    private long indexed;
    private int duration;

    private Recording(DiskExecutor disk, FileChannel file) {
        this.disk = disk;
        this.file = file;
        this.reader = new FlvReader(file);
    }

    /** Opens a file, and looks through it. On the thread that reads. */
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

    /** How long the recording of a file is, in milliseconds. On the thread that reads. */
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
     * Looks up where playing begins for a frame of this time: at the keyframe that it is or that is
     * before it; beyond the end, at the end.
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
        List<RecordedTag> prelude = new ArrayList<>();
        for (long position : point.setup()) {
            RecordedTag tag = read(reader.tag(position).orElseThrow());
            prelude.add(tag.type() == FlvTag.DATA ? tag : tag.at(point.timestamp()));
        }
        return new Start(point.position(), point.timestamp(), duration, prelude);
    }

    /**
     * Reads on.
     *
     * @param position where a tag begins
     * @return some tags; fails with an {@link IOException}
     */
    public CompletionStage<Piece> read(long position) {
        return disk.read(() -> piece(position));
    }

    private Piece piece(long position) throws IOException {
        List<RecordedTag> tags = new ArrayList<>();
        long next = position;
        Optional<FlvTag> tag = reader.tag(next);
        while (tag.isPresent() && next - position < PIECE_BYTES && tags.size() < PIECE_TAGS) {
            tags.add(read(tag.get()));
            next = tag.get().end();
            tag = reader.tag(next);
        }
        return new Piece(tags, next);
    }

    /** Metadata at time 0, because FFmpeg takes metadata of a later time for subtitles. */
    private RecordedTag read(FlvTag tag) throws IOException {
        ByteBuf body = reader.body(tag);
        boolean isMetadata = tag.type() == FlvTag.DATA && RecordingMetadata.is(body);
        return new RecordedTag(
                tag.type(),
                isMetadata ? 0 : tag.timestamp(),
                isMetadata ? RecordingMetadata.with(body, duration / 1000.0) : body);
    }

    /** Nothing more is read; what is being read fails. */
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closed", e);
        }
    }
}

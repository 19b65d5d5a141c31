package io.multiconnection.recordings;

import io.multiconnection.media.FlvReader;
import io.multiconnection.media.FlvTag;
import io.multiconnection.media.FlvWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file of a recording while it is written; for the thread that writes.
 *
 * <p>It ends with a whole tag after each of its methods, whether they fail or not, as far as the
 * disk allows. Nothing is forced to the disk: what a killed process has written is in the file, and
 * a machine that loses its power may lose the end.
 */
final class RecordingFile {

    private static final int FLAGS_AT = 4;

    private final Path path;
    private final FileChannel channel;
    private final RecordingQuota quota;
    private RecordingTimestamps clock = new RecordingTimestamps(0);
    private long end;
    private boolean audio;
    private boolean video;

    private RecordingFile(Path path, FileChannel channel, RecordingQuota quota) {
        this.path = path;
        this.channel = channel;
        this.quota = quota;
    }

    /** Begins a file, instead of the one that is there. Who plays that one still has it. */
    static RecordingFile begin(Path path, RecordingQuota quota) throws IOException {
        Files.createDirectories(path.getParent());
        if (Files.exists(path)) {
            long bytes = Files.size(path);
            Files.delete(path);
            quota.removeFile(bytes);
        }
        quota.addFile();
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        RecordingFile file = new RecordingFile(path, channel, quota);
        try {
            file.write(FlvWriter.header(true, true));
            return file;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Goes on where a file ends, after its last whole tag; begins one if there is none. */
    static RecordingFile append(Path path, RecordingQuota quota) throws IOException {
        if (!Files.exists(path) || Files.size(path) < FlvWriter.header(true, true).length) {
            return begin(path, quota);
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            RecordingFile file = new RecordingFile(path, channel, quota);
            file.findEnd();
            return file;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void findEnd() throws IOException {
        FlvReader reader = new FlvReader(channel);
        int last = 0;
        end = reader.firstTag();
        Optional<FlvTag> tag = reader.tag(end);
        while (tag.isPresent()) {
            FlvTag found = tag.get();
            audio |= found.type() == FlvTag.AUDIO;
            video |= found.type() == FlvTag.VIDEO;
            last = Math.max(last, found.timestamp());
            end = found.end();
            tag = reader.tag(end);
        }
        if (end > channel.size()) {
            throw new IOException("FLV header of " + end + " bytes, which the file does not have");
        }
        quota.give(channel.size() - end);
        channel.truncate(end);
        clock = new RecordingTimestamps(audio || video ? last + RecordingTimestamps.GAP_MILLIS : 0);
    }

    /**
     * Writes one message.
     *
     * @param isFrame false for what has no time of its own: metadata, codec configurations
     * @param body on the heap
     */
    void write(int type, boolean isFrame, int timestamp, ByteBuf body) throws IOException {
        long time = isFrame ? clock.frame(type, timestamp) : clock.latest();
        if (time > Integer.MAX_VALUE) {
            throw new IOException("the recording is longer than FLV can say, which is 24 days");
        }
        audio |= type == FlvTag.AUDIO;
        video |= type == FlvTag.VIDEO;
        boolean first = end == FlvWriter.header(true, true).length;
        if (type == FlvTag.DATA && RecordingMetadata.is(body)) {
            ByteBuf told =
                    first ? RecordingMetadata.with(body, 0) : RecordingMetadata.without(body);
            write(FlvWriter.tag(type, (int) time, ByteBufUtil.getBytes(told)));
            return;
        }
        if (first) {
            ByteBuf own = RecordingMetadata.of(0);
            write(FlvWriter.tag(FlvTag.DATA, (int) time, ByteBufUtil.getBytes(own)));
        }
        write(FlvWriter.tag(type, (int) time, ByteBufUtil.getBytes(body)));
    }

    private void write(byte[] bytes) throws IOException {
        quota.take(end, bytes.length);
        try {
            write(end, bytes);
            end += bytes.length;
        } catch (IOException e) {
            quota.give(bytes.length);
            channel.truncate(end);
            throw e;
        }
    }

    private void write(long position, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            var _ = channel.write(left, position + left.position());
        }
    }

    /**
     * Says at its beginning what the file holds and how long it is, and closes it. May be called
     * again.
     */
    void finish() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            byte[] header = FlvWriter.header(audio, video);
            write(FLAGS_AT, new byte[] {header[FLAGS_AT]});
            FlvReader reader = new FlvReader(channel);
            Optional<FlvTag> first = reader.tag(reader.firstTag());
            if (first.isPresent() && first.get().type() == FlvTag.DATA) {
                writeDuration(first.get(), reader.body(first.get()));
            }
        }
    }

    private void writeDuration(FlvTag metadata, ByteBuf body) throws IOException {
        int at = RecordingMetadata.durationAt(body);
        if (RecordingMetadata.is(body) && at >= 0) {
            byte[] seconds = new byte[Double.BYTES];
            Unpooled.wrappedBuffer(seconds).setDouble(0, clock.latest() / 1000.0);
            write(metadata.end() - Integer.BYTES - metadata.bodyBytes() + at, seconds);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}

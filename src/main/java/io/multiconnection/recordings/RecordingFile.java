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
 * File of a recording that is being written. Used by the writer thread only.
 *
 * <p>The file ends with a complete tag after each method, even a failed one, as far as the disk
 * allows. Writes are not forced to the disk: the file survives a killed process, but a power
 * failure may lose its end.
 */
final class RecordingFile {

    private static final int FLAGS_AT = 4;

    private final Path path;
    private final FileChannel channel;
    private final RecordingQuota quota;
    private RecordingTimestamps timestamps = new RecordingTimestamps(0);
    private long end;
    private boolean audio;
    private boolean video;

    private RecordingFile(Path path, FileChannel channel, RecordingQuota quota) {
        this.path = path;
        this.channel = channel;
        this.quota = quota;
    }

    /** Creates a file, replacing an existing one; players of the old file can still read it. */
    static RecordingFile create(Path path, RecordingQuota quota) throws IOException {
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

    /** Appends to a file after its last complete tag; creates the file if there is none. */
    static RecordingFile append(Path path, RecordingQuota quota) throws IOException {
        if (!Files.exists(path) || Files.size(path) < FlvWriter.header(true, true).length) {
            return create(path, quota);
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
            throw new IOException("FLV header of " + end + " bytes in a file of " + channel.size());
        }
        quota.give(channel.size() - end);
        channel.truncate(end);
        timestamps =
                new RecordingTimestamps(audio || video ? last + RecordingTimestamps.GAP_MILLIS : 0);
    }

    /**
     * Writes one message.
     *
     * @param isFrame whether the message has its own time; false for metadata and codec
     *     configurations
     * @param body on the heap
     */
    void write(int type, boolean isFrame, int timestamp, ByteBuf body) throws IOException {
        long time = isFrame ? timestamps.frame(type, timestamp) : timestamps.latest();
        if (time > Integer.MAX_VALUE) {
            throw new IOException(
                    "the recording is longer than the 24 days that FLV timestamps allow");
        }
        audio |= type == FlvTag.AUDIO;
        video |= type == FlvTag.VIDEO;
        boolean first = end == FlvWriter.header(true, true).length;
        if (type == FlvTag.DATA && RecordingMetadata.is(body)) {
            ByteBuf metadata =
                    first ? RecordingMetadata.with(body, 0) : RecordingMetadata.without(body);
            write(FlvWriter.tag(type, (int) time, ByteBufUtil.getBytes(metadata)));
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

    /** Writes the tracks and the duration into the start of the file, and closes it. Idempotent. */
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
            Unpooled.wrappedBuffer(seconds).setDouble(0, timestamps.latest() / 1000.0);
            write(metadata.end() - Integer.BYTES - metadata.bodyBytes() + at, seconds);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}

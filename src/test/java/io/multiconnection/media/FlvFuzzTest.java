package io.multiconnection.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Input: a complete or truncated file. */
class FlvFuzzTest {

    private static final String HEADER = "464c560105000000090000000000";

    @TempDir private static Path folder;

    static Stream<byte[]> files() {
        return Stream.of(
                        "",
                        HEADER,
                        // audio and video, classic and enhanced, then an incomplete tag
                        HEADER.substring(0, 26)
                                + "0800000200000000000000af0100000d"
                                + "090000050000280000000017010000000000001009000000",
                        HEADER.substring(0, 26)
                                + "09000009000000000000009061766331000000000000140900")
                .map(HexFormat.of()::parseHex);
    }

    @MethodSource("files")
    @FuzzTest
    void readsCompleteTagsInOrder(byte[] data) throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        folder.resolve("fuzz.flv"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            file.write(ByteBuffer.wrap(data));
            FlvReader reader = new FlvReader(file);
            reader.lastTag().ifPresent(last -> assertThat(last.end()).isEqualTo(data.length));
            walk(reader, data.length);
        } catch (FlvException e) {
            assertThat(e).hasMessageContaining("expected");
        }
        readHeaders(Unpooled.wrappedBuffer(data));
    }

    private static void walk(FlvReader reader, int size) throws IOException {
        long position = reader.firstTag();
        Optional<FlvTag> next = reader.tag(position);
        while (next.isPresent()) {
            FlvTag tag = next.get();
            assertThat(tag.position()).isEqualTo(position);
            assertThat(tag.end()).isGreaterThan(position).isLessThanOrEqualTo(size);
            ByteBuf body = reader.body(tag);
            assertThat(body.readableBytes()).isEqualTo(tag.bodyBytes());
            readHeaders(body);
            position = tag.end();
            next = reader.tag(position);
        }
    }

    /** Checks that reading headers never fails and does not modify the body. */
    private static void readHeaders(ByteBuf body) {
        int bytes = body.readableBytes();
        assertThat(VideoHeader.read(body).nanoseconds()).isBetween(0, 0xFF_FFFF);
        assertThat(AudioHeader.read(body).nanoseconds()).isBetween(0, 0xFF_FFFF);
        assertThat(ClassicTag.video(body).length).isLessThanOrEqualTo(bytes + 8);
        assertThat(ClassicTag.audio(body).length).isLessThanOrEqualTo(bytes + 8);
        assertThat(body.readableBytes()).isEqualTo(bytes);
    }
}

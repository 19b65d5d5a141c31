package io.multiconnection.media;

import static io.multiconnection.Hex.bytes;
import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlvReaderTest {

    private static final byte[] CONFIGURATION = bytes("1700000000aa");
    private static final byte[] KEYFRAME = bytes("1701000000bb");
    private static final byte[] SOUND = bytes("af01cc");

    @TempDir private Path folder;

    @Test
    void readsWhatWasWritten() throws IOException {
        List<String> read =
                tags(
                        file(
                                FlvWriter.header(true, true),
                                FlvWriter.tag(FlvTag.VIDEO, 0, CONFIGURATION),
                                FlvWriter.tag(FlvTag.AUDIO, 23, SOUND),
                                FlvWriter.tag(FlvTag.VIDEO, 0x01020304, KEYFRAME),
                                FlvWriter.tag(FlvTag.DATA, Integer.MAX_VALUE, new byte[0])));

        assertThat(read)
                .containsExactly(
                        "9 at 0: 1700000000aa configuration",
                        "8 at 23: af01cc",
                        "9 at 16909060: 1701000000bb keyframe",
                        "18 at 2147483647: ");
    }

    /** Reads bodies around the size of the reader's window. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2000, 4060, 4081, 4082, 4085, 4090, 4096, 5000, 70_000})
    void readsBodiesOfAnyLength(int length) throws IOException {
        byte[] body = new byte[length];
        body[length - 1] = 0x55;
        Path file =
                file(
                        FlvWriter.header(true, false),
                        FlvWriter.tag(FlvTag.AUDIO, 1, body),
                        FlvWriter.tag(FlvTag.AUDIO, 2, SOUND));
        try (FileChannel channel = FileChannel.open(file)) {
            FlvReader reader = new FlvReader(channel);
            FlvTag first = reader.tag(reader.firstTag()).orElseThrow();

            assertThat(reader.body(first).array()).isEqualTo(body);
            FlvTag second = reader.tag(first.end()).orElseThrow();
            assertThat(reader.body(second).array()).isEqualTo(SOUND);
            assertThat(reader.lastTag()).contains(second);
        }
    }

    /** Checks that a list of tracks is read completely, even beyond the first bytes. */
    @Test
    void findsAllTracksOfLongBody() throws IOException {
        String track = "000100" + "aa".repeat(256);
        byte[] configs = bytes("96" + "10" + "61766331" + "00" + track + "03" + track);
        byte[] keyframe = bytes("96" + "13" + "61766331" + "03" + track + "00" + track);
        byte[] sound = bytes("95" + "11" + "6d703461" + "01" + track + "02" + track);
        Path file =
                file(
                        FlvWriter.header(true, true),
                        FlvWriter.tag(FlvTag.VIDEO, 0, configs),
                        FlvWriter.tag(FlvTag.VIDEO, 0, keyframe),
                        FlvWriter.tag(FlvTag.AUDIO, 0, sound));
        try (FileChannel channel = FileChannel.open(file)) {
            TagClassifier stream = new TagClassifier();
            FlvReader reader = new FlvReader(channel);
            FlvTag first = reader.tag(reader.firstTag()).orElseThrow();
            assertThat(stream.video(first.head()))
                    .isEqualTo(new FrameKind(FrameRole.VIDEO_CONFIG, Set.of(0, 3)));
            FlvTag second = reader.tag(first.end()).orElseThrow();
            assertThat(stream.video(second.head()).role()).isEqualTo(FrameRole.KEYFRAME);
            FlvTag third = reader.tag(second.end()).orElseThrow();
            assertThat(stream.audio(third.head()).parts()).isEqualTo(Set.of(1, 2));
        }
    }

    @Test
    void endsTruncatedFileAtLastCompleteTag() throws IOException {
        byte[] whole = FlvWriter.tag(FlvTag.VIDEO, 0, CONFIGURATION);
        byte[] torn = FlvWriter.tag(FlvTag.VIDEO, 40, KEYFRAME);
        for (int length = 0; length < torn.length; length++) {
            byte[] part = new byte[length];
            System.arraycopy(torn, 0, part, 0, length);

            Path file = file(FlvWriter.header(true, true), whole, part);

            assertThat(tags(file)).containsExactly("9 at 0: 1700000000aa configuration");
            assertThat(lastTag(file).isPresent()).isEqualTo(length == 0);
        }
    }

    @Test
    void readsTagsAppendedMeanwhile() throws IOException {
        Path file = file(FlvWriter.header(true, true));
        try (FileChannel channel = FileChannel.open(file)) {
            FlvReader reader = new FlvReader(channel);
            long first = reader.firstTag();
            assertThat(reader.tag(first)).isEmpty();

            Files.write(file, FlvWriter.tag(FlvTag.AUDIO, 7, SOUND), StandardOpenOption.APPEND);

            assertThat(reader.tag(first)).map(FlvTag::timestamp).contains(7);
        }
    }

    /** Checks sizes beyond the end of the file, and sizes that the trailing size contradicts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "09 ffffff 000000 00 000000 1701 0000000d",
                "09 000003 000000 00 000000 1701 0000000d",
                "09 000002 000000 00 000000 1701 0000000e",
                "09 000001 000000 00 000000 1701 0000000d",
                "00 000000 000000 00 000000 00000000"
            })
    void passesNothingOffAsATag(String tag) throws IOException {
        Path file = file(FlvWriter.header(true, true), bytes(tag));

        assertThat(tags(file)).isEmpty();
        assertThat(lastTag(file)).isEmpty();
    }

    @Test
    void treatsNegativeTimestampAsZero() throws IOException {
        Path file =
                file(
                        FlvWriter.header(true, true),
                        bytes("08 000003 fffff0 ff 000000 af01cc 0000000e"));

        assertThat(tags(file)).containsExactly("8 at 0: af01cc");
    }

    @Test
    void firstTagFollowsHeader() throws IOException {
        Path file =
                file(
                        bytes("464c56 01 05 0000000b 0000 00000000"),
                        FlvWriter.tag(FlvTag.AUDIO, 0, SOUND));

        assertThat(tags(file)).containsExactly("8 at 0: af01cc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                         | 0 bytes, expected an FLV file
                    464c5601050000             | 7 bytes, expected an FLV file
                    52494646 00000000 41564920 | begins with 524946, expected an FLV file's 464c56
                    464c5601 05 00000008       | FLV header of 8 bytes, expected at least 9
                    """)
    void refusesWhatIsNoFlvFile(String content, String text) throws IOException {
        Path file = file(bytes(content));

        assertThatThrownBy(() -> tags(file)).isInstanceOf(FlvException.class).hasMessage(text);
    }

    @Test
    void findsNoTagIfHeaderIsLongerThanFile() throws IOException {
        assertThat(tags(file(bytes("464c5601 05 ffffffff 00000000")))).isEmpty();
    }

    private Path file(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return Files.write(folder.resolve("test.flv"), all.toByteArray());
    }

    private static List<String> tags(Path file) throws IOException {
        List<String> tags = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            FlvReader reader = new FlvReader(channel);
            TagClassifier stream = new TagClassifier();
            Optional<FlvTag> next = reader.tag(reader.firstTag());
            while (next.isPresent()) {
                FlvTag tag = next.get();
                String what = tag.type() == FlvTag.VIDEO ? words(stream.video(tag.head())) : "";
                tags.add(
                        "%d at %d: %s%s"
                                .formatted(
                                        tag.type(), tag.timestamp(), hex(reader.body(tag)), what));
                next = reader.tag(tag.end());
            }
        }
        return tags;
    }

    private static String words(FrameKind kind) {
        return switch (kind.role()) {
            case KEYFRAME -> " keyframe";
            case VIDEO_CONFIG -> " configuration";
            default -> "";
        };
    }

    private static Optional<FlvTag> lastTag(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return new FlvReader(channel).lastTag();
        }
    }
}

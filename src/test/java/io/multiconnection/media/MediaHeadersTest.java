package io.multiconnection.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaHeadersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // classic: frame type and codec, packet type
                "17 00 000000 01640028 | CODEC_CONFIGURATION | avc1 | 0 | 0",
                "17 01 000000 AA       | KEYFRAME            | avc1 | 0 | 0",
                "27 01 000000 AA       | FRAME               | avc1 | 0 | 0",
                "17 02 000000          | SEQUENCE_END        | avc1 | 0 | 0",
                "57 00                 | COMMAND             | avc1 | 0 | 0",
                "1C 00 000000 01       | CODEC_CONFIGURATION | hvc1 | 0 | 0",
                "12 AA                 | KEYFRAME            | flv2 | 0 | 0",
                "32 AA                 | FRAME               | flv2 | 0 | 0",
                // enhanced: 80 + frame type + packet type, FourCC
                "90 68766331 01        | CODEC_CONFIGURATION | hvc1 | 0 | 0",
                "95 61763031 01        | CODEC_CONFIGURATION | av01 | 0 | 0",
                "91 61766331 000000 AA | KEYFRAME            | avc1 | 0 | 0",
                "93 61763031 AA        | KEYFRAME            | av01 | 0 | 0",
                "A3 76703039 AA        | FRAME               | vp09 | 0 | 0",
                "92 76766331           | SEQUENCE_END        | vvc1 | 0 | 0",
                "94 68766331 02        | METADATA            | hvc1 | 0 | 0",
                // a ModEx prefix of three bytes: 999999 ns later; then coded frames
                "97 02 0F423F 01 61763031 AA | KEYFRAME      | av01 | 0 | 999999",
                // an unknown ModEx prefix of 257 bytes is skipped: see below
                // one numbered track; several tracks with several codecs
                "96 01 76703039 00 AA  | KEYFRAME            | vp09 | 0 | 0",
                "96 20 61763031 00 000001 AA | CODEC_CONFIGURATION | av01 | 0 | 0",
                "96 01 76703039 07 AA  | KEYFRAME            | vp09 | 7 | 0",
                "96 10 61766331 02 000001 AA 00 000000 FF 000001 BB | CODEC_CONFIGURATION | avc1 |"
                        + " 0 2 255 | 0",
                "96 20 61763031 01 000001 AA 76703039 03 000002 BBCC | CODEC_CONFIGURATION | av01 |"
                        + " 1 3 | 0",
                "97 02 000000 06 14 68766331 04 000001 AA | METADATA | hvc1 | 4 | 0",
                // a track that is longer than the body; a list that ends within a header
                "96 10 61766331 02 0000FF AA | CODEC_CONFIGURATION | avc1 | 2 | 0",
                "96 10 61766331 02 000001 AA 05 0000 | CODEC_CONFIGURATION | avc1 | 2 | 0",
                // no number; a reserved layout; tracks within tracks
                "96 00 61766331        | UNKNOWN             | unknown | 0 | 0",
                "96 30 61766331 01     | UNKNOWN             | unknown | 0 | 0",
                "96 06 61766331 01     | UNKNOWN             | avc1 | 1 | 0",
                "D1 00                 | COMMAND             | unknown | 0 | 0",
                "C1 61766331 000000 AA | KEYFRAME            | avc1 | 0 | 0",
                // too short, or unknown
                "91 00000000 AA        | KEYFRAME            | unknown | 0 | 0",
                "17                    | UNKNOWN             | unknown | 0 | 0",
                "17 07                 | UNKNOWN             | avc1 | 0 | 0",
                "90 6876               | UNKNOWN             | unknown | 0 | 0",
                "97 02 0F              | UNKNOWN             | unknown | 0 | 0",
                "9F 68766331           | UNKNOWN             | hvc1 | 0 | 0",
            })
    void readsVideo(String bytes, VideoHeader.Kind kind, String codec, String tracks, int nanos) {
        ByteBuf body = hex(bytes);
        assertThat(VideoHeader.read(body))
                .isEqualTo(new VideoHeader(kind, codec, numbers(tracks), nanos));
        assertThat(body.readerIndex()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AF 00 1190     | CODEC_CONFIGURATION | mp4a | 0 | 0",
                "AF 01 AA       | FRAME               | mp4a | 0 | 0",
                "2F AA          | FRAME               | .mp3 | 0 | 0",
                "B2 AA          | FRAME               | flv11 | 0 | 0",
                "90 4F707573 AA | CODEC_CONFIGURATION | Opus | 0 | 0",
                "91 664C6143 AA | FRAME               | fLaC | 0 | 0",
                "92 61632D33    | SEQUENCE_END        | ac-3 | 0 | 0",
                "94 6D703461 AA | CHANNELS            | mp4a | 0 | 0",
                "95 01 4F707573 00 AA | FRAME         | Opus | 0 | 0",
                "95 14 4F707573 01 000001 AA 02 000001 AA | CHANNELS | Opus | 1 2 | 0",
                "97 02 000001 01 4F707573 AA | FRAME  | Opus | 0 | 1",
                "AF             | UNKNOWN             | unknown | 0 | 0",
                "91 4F70        | UNKNOWN             | unknown | 0 | 0",
            })
    void readsAudio(String bytes, AudioHeader.Kind kind, String codec, String tracks, int nanos) {
        ByteBuf body = hex(bytes);
        assertThat(AudioHeader.read(body))
                .isEqualTo(new AudioHeader(kind, codec, numbers(tracks), nanos));
        assertThat(body.readerIndex()).isZero();
    }

    @Test
    void skipsLongUnknownPrefix() {
        ByteBuf body = hex("97 FF 0100" + "00".repeat(257) + "F1 61763031 AA");
        assertThat(VideoHeader.read(body))
                .isEqualTo(new VideoHeader(VideoHeader.Kind.KEYFRAME, "av01", Set.of(0), 0));
    }

    @Test
    void classifiesEmptyBodyAsUnknown() {
        assertThat(VideoHeader.read(Unpooled.EMPTY_BUFFER).kind())
                .isEqualTo(VideoHeader.Kind.UNKNOWN);
        assertThat(AudioHeader.read(Unpooled.EMPTY_BUFFER).kind())
                .isEqualTo(AudioHeader.Kind.UNKNOWN);
    }

    @Test
    void neverFailsOnAnyBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            ByteBuf body = Unpooled.wrappedBuffer(bytes);
            assertThat(VideoHeader.read(body).kind()).isNotNull();
            assertThat(AudioHeader.read(body).kind()).isNotNull();
            assertThat(body.readerIndex()).isZero();
        }
    }

    private static Set<Integer> numbers(String tracks) {
        return Arrays.stream(tracks.split(" ", -1))
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
    }

    private static ByteBuf hex(String bytes) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bytes.replace(" ", "")));
    }
}

package io.multiconnection.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassicTagTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // sequence start, coded frames with and without a composition time, sequence end
                "90 61766331 01640028FF        | 17 00 000000 01640028FF",
                "91 61766331 000028 0000000465 | 17 01 000028 0000000465",
                "A1 61766331 FFFFD8 0000000441 | 27 01 FFFFD8 0000000441",
                "93 61766331 0000000465        | 17 01 000000 0000000465",
                "A3 61766331 0000000441        | 27 01 000000 0000000441",
                "92 61766331                   | 17 02 000000",
                // a ModEx prefix is removed
                "97 02 0F423F 01 61766331 000028 65 | 17 01 000028 65",
                // unchanged: classic, other codecs, colours, tracks, commands, truncated
                "17 01 000028 65               | 17 01 000028 65",
                "91 68766331 000028 26         | 91 68766331 000028 26",
                "94 61766331 02                | 94 61766331 02",
                "96 01 61766331 00 65          | 96 01 61766331 00 65",
                "D1 00                         | D1 00",
                "91 61766331 0000              | 91 61766331 0000",
                "91 6176                       | 91 6176",
            })
    void video(String enhanced, String classic) {
        ByteBuf body = hex(enhanced);
        assertThat(hex(ClassicTag.video(body))).isEqualTo(bare(classic));
        assertThat(hex(ByteBufUtil.getBytes(body))).isEqualTo(bare(enhanced));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "90 6D703461 1210     | AF 00 1210",
                "91 6D703461 2110     | AF 01 2110",
                "92 6D703461          | ''",
                "97 02 000001 01 6D703461 21 | AF 01 21",
                "AF 01 2110           | AF 01 2110",
                "91 4F707573 AA       | 91 4F707573 AA",
                "94 6D703461 02       | 94 6D703461 02",
                "95 01 6D703461 00 21 | 95 01 6D703461 00 21",
                "91 6D70              | 91 6D70",
            })
    void audio(String enhanced, String classic) {
        assertThat(hex(ClassicTag.audio(hex(enhanced)))).isEqualTo(bare(classic));
    }

    @Test
    void neverFailsOnAnyBytes() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(16)];
            random.nextBytes(bytes);
            ByteBuf body = Unpooled.wrappedBuffer(bytes);
            if (bytes.length > 5 && i % 2 == 0) {
                body.setInt(1, i % 4 == 0 ? 0x61766331 : 0x6D703461);
            }
            assertThat(ClassicTag.video(body).length).isLessThanOrEqualTo(bytes.length + 5);
            assertThat(ClassicTag.audio(body).length).isLessThanOrEqualTo(bytes.length + 5);
        }
    }

    @Test
    void writesAnFlvFile() {
        assertThat(hex(FlvWriter.header(true, true))).isEqualTo("464c5601050000000900000000");
        assertThat(hex(FlvWriter.header(false, true))).isEqualTo("464c5601010000000900000000");
        assertThat(hex(FlvWriter.header(true, false))).isEqualTo("464c5601040000000900000000");
        assertThat(hex(FlvWriter.tag(9, 0x01020304, new byte[] {0x17, 2, 0, 0, 0})))
                .isEqualTo(bare("09 000005 020304 01 000000 1702000000 00000010"));
    }

    private static ByteBuf hex(String bytes) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bare(bytes)));
    }

    private static String hex(byte[] bytes) {
        return ByteBufUtil.hexDump(bytes);
    }

    private static String bare(String bytes) {
        return bytes.replace(" ", "").toLowerCase(Locale.ROOT);
    }
}

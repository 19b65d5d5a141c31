package io.multiconnection.amf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(strings = {"", "live", "é€", "\ud83c\udf99", "a\u0000b", "\ufffd", "\ufeffbom"})
    void keepsWellFormedText(String text) {
        assertThat(Utf8.encode(text)).isEqualTo(text.getBytes(UTF_8));
        assertThat(read(Utf8.encode(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud83cb", "a\udf99b"})
    void writesLoneSurrogateAsReplacement(String text) {
        assertThat(read(Utf8.encode(text))).isEqualTo("a\ufffdb");
    }

    @Test
    void writesSwappedSurrogatesAsTwoReplacements() {
        assertThat(read(Utf8.encode("\udf99\ud83c"))).isEqualTo("\ufffd\ufffd");
    }

    /**
     * Latin-1, truncated sequence, lone continuation byte, overlong NUL, CESU-8 surrogates, code
     * point out of range, and bytes that never occur in UTF-8.
     */
    @ParameterizedTest
    @ValueSource(strings = {"E9", "E282", "80", "C080", "EDA0BCEDBE99", "F4908080", "FFFE"})
    void readsMalformedBytesAsReplacements(String hex) {
        assertThat(read(HexFormat.of().parseHex("61" + hex + "62"))).matches("a\ufffd+b");
    }

    @Test
    void readsAnyBytesAsWellFormedText() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            String text = read(bytes);
            assertThat(read(Utf8.encode(text))).isEqualTo(text);
        }
    }

    private static String read(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        String text = Utf8.read(in, bytes.length);
        assertThat(in.isReadable()).isFalse();
        return text;
    }
}

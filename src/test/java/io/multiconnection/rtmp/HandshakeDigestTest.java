package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.Vectors;
import io.multiconnection.rtmp.HandshakeDigest.Signer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Digests against vectors/handshake.json, which another implementation of HMAC computed. Byte i of
 * the block is 7i + 3. A vector holds the offset and value of the digest, and the last 32 bytes of
 * the peer's answer; the bytes before them equal those of the unsigned block.
 */
class HandshakeDigestTest {

    record Vector(String signer, int scheme, int place, String digest, String answer) {

        Signer by() {
            return signer.equals("client") ? Signer.CLIENT : Signer.SERVER;
        }
    }

    static Stream<Vector> vectors() {
        return Vectors.read("handshake.json", Vector.class).stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesDigestAtItsOffset(Vector vector) {
        byte[] block = block();

        HandshakeDigest.sign(block, vector.scheme(), vector.by());

        assertThat(hex(block, vector.place())).isEqualTo(vector.digest());
        byte[] rest = block();
        System.arraycopy(block, vector.place(), rest, vector.place(), 32);
        assertThat(block).isEqualTo(rest);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void detectsSchemeOfBlock(Vector vector) {
        byte[] block = block();
        HandshakeDigest.sign(block, vector.scheme(), vector.by());

        assertThat(HandshakeDigest.scheme(block, vector.by())).hasValue(vector.scheme());
        assertThat(HandshakeDigest.scheme(block, vector.by().other())).isEmpty();
        block[1535]++;
        assertThat(HandshakeDigest.scheme(block, vector.by())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signsResponse(Vector vector) {
        byte[] block = block();
        HandshakeDigest.sign(block, vector.scheme(), vector.by());
        byte[] answer = block();

        HandshakeDigest.signResponse(answer, block, vector.scheme(), vector.by().other());

        assertThat(hex(answer, 1504)).isEqualTo(vector.answer());
        assertThat(Arrays.copyOf(answer, 1504)).isEqualTo(Arrays.copyOf(block(), 1504));
    }

    private static byte[] block() {
        byte[] block = new byte[HandshakeDigest.BLOCK_BYTES];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (7 * i + 3);
        }
        return block;
    }

    private static String hex(byte[] bytes, int from) {
        return HexFormat.of().formatHex(bytes, from, from + HandshakeDigest.DIGEST_BYTES);
    }
}

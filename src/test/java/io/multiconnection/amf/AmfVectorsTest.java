package io.multiconnection.amf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All vectors of {@code vectors/amf0.txt} and {@code vectors/amf3.txt}, which describe the format
 * of their lines.
 */
class AmfVectorsTest {

    private static final Pattern LINE = Pattern.compile("([0-9A-F ]+) ([=<>!]) (.+)");

    record Vector(AmfFormat wire, String hex, char operator, String meaning) {

        static Vector of(AmfFormat wire, String line) {
            MatchResult match = LINE.matcher(line).results().findFirst().orElseThrow();
            String hex = match.group(1).replace(" ", "");
            return new Vector(wire, hex, match.group(2).charAt(0), match.group(3));
        }

        byte[] bytes() {
            return Hex.bytes(hex);
        }

        List<AmfValue> read() {
            return wire.read(bytes());
        }

        String write(List<AmfValue> values) {
            return HexFormat.of().withUpperCase().formatHex(wire.write(values));
        }
    }

    @ParameterizedTest
    @MethodSource("read")
    void reads(Vector vector) {
        assertThat(vector.read()).isEqualTo(AmfNotation.parse(vector.meaning));
    }

    /** Compares bytes, because equality ignores which values are the same instance. */
    @ParameterizedTest
    @MethodSource("canonical")
    void preservesIdentityOfInstances(Vector vector) {
        assertThat(vector.write(vector.read())).isEqualTo(vector.hex);
    }

    @ParameterizedTest
    @MethodSource("written")
    void writes(Vector vector) {
        assertThat(vector.write(AmfNotation.parse(vector.meaning))).isEqualTo(vector.hex);
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejects(Vector vector) {
        assertThatThrownBy(vector::read)
                .isInstanceOf(AmfException.class)
                .hasMessageContaining(vector.meaning);
    }

    static Stream<Vector> read() {
        return vectors("=>");
    }

    static Stream<Vector> canonical() {
        return vectors("=");
    }

    static Stream<Vector> written() {
        return vectors("=<");
    }

    static Stream<Vector> rejected() {
        return vectors("!");
    }

    /** Returns all vectors, including rejected ones. */
    static Stream<Vector> all() {
        return vectors("=><!");
    }

    private static Stream<Vector> vectors(String operators) {
        return Stream.of(AmfFormat.values())
                .flatMap(
                        wire ->
                                lines(wire.vectors())
                                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                                        .map(line -> Vector.of(wire, line)))
                .filter(vector -> operators.indexOf(vector.operator) >= 0);
    }

    private static Stream<String> lines(String resource) {
        try (InputStream in = AmfVectorsTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

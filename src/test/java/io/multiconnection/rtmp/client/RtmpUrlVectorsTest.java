package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.Vectors;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** URL vectors, shared with the tests of the TypeScript reader. */
class RtmpUrlVectorsTest {

    /** Entry of {@code vectors/rtmp-urls.json}: either the parts of the URL, or the error. */
    record Vector(
            String url,
            boolean secure,
            @Nullable String host,
            int port,
            @Nullable String app,
            @Nullable String query,
            @Nullable String label,
            @Nullable String user,
            @Nullable String password,
            @Nullable String error,
            String why) {

        @Override
        public String toString() {
            return url + " (" + why + ")";
        }
    }

    static List<Vector> vectors() {
        return Vectors.read("rtmp-urls.json", Vector.class);
    }

    static List<Vector> valid() {
        return vectors().stream().filter(vector -> vector.error() == null).toList();
    }

    static List<Vector> refused() {
        return vectors().stream().filter(vector -> vector.error() != null).toList();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void readsEveryPart(Vector vector) {
        RtmpUrl url = RtmpUrl.parse(vector.url());
        assertThat(url)
                .isEqualTo(
                        new RtmpUrl(
                                vector.secure(),
                                Objects.requireNonNull(vector.host()),
                                vector.port(),
                                Objects.requireNonNull(vector.app()),
                                Objects.requireNonNull(vector.query()),
                                vector.user() == null
                                        ? null
                                        : new Credentials(
                                                vector.user(),
                                                Objects.requireNonNull(vector.password()))));
        assertThat(url.label()).isEqualTo(vector.label());
        assertThat(url.toString()).isEqualTo(vector.label());
    }

    /** Checks that the tcUrl sent to the server denotes the same URL, without credentials. */
    @ParameterizedTest
    @MethodSource("valid")
    void readsItsOwnTcUrl(Vector vector) {
        RtmpUrl url = RtmpUrl.parse(vector.url());
        assertThat(RtmpUrl.parse(url.tcUrl()))
                .isEqualTo(
                        new RtmpUrl(
                                url.secure(),
                                url.host(),
                                url.port(),
                                url.app(),
                                url.query(),
                                null));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void rejectsInvalidUrlWithReason(Vector vector) {
        assertThatThrownBy(() -> RtmpUrl.parse(vector.url()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(vector.error());
    }

    @Test
    void hasBothKindsOfVectors() {
        assertThat(valid()).hasSizeGreaterThan(40);
        assertThat(refused()).hasSizeGreaterThan(50);
    }
}

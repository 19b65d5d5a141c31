package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths of the public port for all combinations of switches. */
class PublicPathsTest {

    static Stream<PublicPaths> combinations() {
        return IntStream.range(0, 16)
                .mapToObj(
                        bits ->
                                new PublicPaths(
                                        (bits & 1) != 0,
                                        (bits & 2) != 0,
                                        (bits & 4) != 0,
                                        (bits & 8) != 0));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void eachSwitchDecidesAboutItsPathsOnly(PublicPaths paths) {
        assertServed(paths, true, "/v1", "/v1/", "/api/tickets/live");
        assertServed(paths, paths.live(), "/live", "/live/a.flv", "/live/pool/a.flv");
        assertServed(paths, paths.sdk(), "/sdk/multiconnection.js", "/protocol/v1/schema.json");
        assertServed(
                paths,
                paths.operators(),
                "/api/rooms",
                "/api/rooms/",
                "/api/pending",
                "/api/pending/7/accept");
        assertServed(
                paths,
                paths.studio(),
                "/",
                "/index.html",
                "/assets/a.js",
                "/flash/demo.html",
                "/api/destinations",
                "/v1x",
                "/lives",
                "/sdk.js",
                "/api/roomsful",
                "/q/metrics",
                "/q/health/ready",
                "/q/openapi",
                "/unknown");
    }

    private static void assertServed(PublicPaths paths, boolean served, String... each) {
        assertThat(Arrays.stream(each).filter(path -> paths.refusal(path).isEmpty()))
                .as("%s", paths)
                .isEqualTo(served ? List.of(each) : List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "/live/a.flv, multiconnection.live",
        "/sdk/multiconnection.js, multiconnection.sdk",
        "/api/rooms, multiconnection.operator.public-port",
        "/index.html, multiconnection.studio",
    })
    void refusalNamesTheSwitch(String path, String key) {
        assertThat(new PublicPaths(false, false, false, false).refusal(path))
                .hasValueSatisfying(reason -> assertThat(reason).endsWith("see " + key));
    }

    @Test
    void recognizesPathsOfOperators() {
        assertThat(PublicPaths.isOperators("/api/rooms")).isTrue();
        assertThat(PublicPaths.isOperators("/api/pending/7/reject")).isTrue();
        assertThat(PublicPaths.isOperators("/api/destinations")).isFalse();
        assertThat(PublicPaths.isOperators("/api/rooms2")).isFalse();
    }
}

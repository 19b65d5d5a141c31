package io.multiconnection.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distances, counted by hand. */
class EditDistanceTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "abc, abc, 0",
        "abc, '', 3",
        "'', abc, 3",
        "abc, abx, 1",
        "abc, ab, 1",
        "abc, xabc, 1",
        "kitten, sitting, 3",
        "a*c, abc, 0",
        "a*c, abbbbc, 0",
        "a*c, ac, 1",
        "a*c, axd, 1",
        "*, anything, 0",
        "*, '', 1",
        "a*b*c, axbyc, 0",
        "a*b*c, axxyc, 1",
        "a*c, ax_xc, 1",
        "a_*_c, a_x_c, 0",
    })
    void countsEdits(String pattern, String text, int distance) {
        assertThat(EditDistance.of(pattern, text, '_')).isEqualTo(distance);
    }
}

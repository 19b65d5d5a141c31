package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeLimitsTest {

    @ParameterizedTest
    @CsvSource({
        "-PT1S,0,0,0,PT1M,hold PT-1S",
        "PT1H1S,0,0,0,PT1M,hold PT1H1S",
        "PT0S,-1,0,0,PT1M,buffer-bytes -1",
        "PT0S,0,-1,0,PT1M,buffer-messages -1",
        "PT0S,0,0,-1,PT1M,sessions -1",
        "PT0S,0,0,0,PT0S,silent-after PT0S"
    })
    void reportsWhyReturnIsRejected(
            Duration hold, int bytes, int messages, int sessions, Duration silent, String said) {
        assertThatThrownBy(() -> new ResumeLimits(hold, bytes, messages, sessions, silent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("expected");
    }
}

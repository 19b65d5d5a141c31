package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeLimitsTest {

    @ParameterizedTest
    @CsvSource({
        "-PT1S,0,0,0,PT1M,PT20S,hold PT-1S",
        "PT1H1S,0,0,0,PT1M,PT20S,hold PT1H1S",
        "PT0S,-1,0,0,PT1M,PT20S,buffer-bytes -1",
        "PT0S,0,-1,0,PT1M,PT20S,buffer-messages -1",
        "PT0S,0,0,-1,PT1M,PT20S,sessions -1",
        "PT0S,0,0,0,PT0S,PT20S,silent-after PT0S",
        "PT0S,0,0,0,PT1M,PT30.001S,'ping-interval PT30.001S, expected PT0.001S to PT30S'",
        "PT0S,0,0,0,PT1M,PT0.0009S,ping-interval PT0.0009S",
        "PT0S,0,0,0,PT1M,-PT1S,ping-interval PT-1S"
    })
    void reportsWhyReturnIsRejected(
            Duration hold,
            int bytes,
            int messages,
            int sessions,
            Duration silent,
            Duration ping,
            String said) {
        assertThatThrownBy(() -> new ResumeLimits(hold, bytes, messages, sessions, silent, ping))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("expected");
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeRulesTest {

    @ParameterizedTest
    @CsvSource({
        "-PT1S,0,0,0,hold PT-1S",
        "PT1H1S,0,0,0,hold PT1H1S",
        "PT0S,-1,0,0,buffer-bytes -1",
        "PT0S,0,-1,0,buffer-messages -1",
        "PT0S,0,0,-1,sessions -1"
    })
    void saysWhatWillNotDo(Duration hold, int bytes, int messages, int sessions, String said) {
        assertThatThrownBy(() -> new ResumeRules(hold, bytes, messages, sessions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("expected");
    }
}

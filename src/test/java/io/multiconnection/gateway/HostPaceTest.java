package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostPaceTest {

    private final HostPace pace = new HostPace(Duration.ofNanos(20));

    @Test
    void whoComesTogetherGoesOneAfterTheOther() {
        assertThat(pace.take("a", 1000)).isZero();
        assertThat(pace.take("a", 1000)).isEqualTo(20);
        assertThat(pace.take("a", 1005)).isEqualTo(35);
        assertThat(pace.take("b", 1005)).isZero();
    }

    @Test
    void whoComesLaterDoesNotWaitForTurnsThatArePast() {
        pace.take("a", 1000);
        pace.take("a", 1000);
        assertThat(pace.take("a", 1039)).isEqualTo(1);
        assertThat(pace.take("a", 5000)).isZero();
    }

    @Test
    void staysRightWhereTheClockWraps() {
        assertThat(pace.take("a", Long.MAX_VALUE - 5)).isZero();
        assertThat(pace.take("a", Long.MAX_VALUE)).isEqualTo(15);
        assertThat(pace.take("a", Long.MIN_VALUE + 10)).isEqualTo(24);
    }

    @Test
    void refusesAnIntervalBelowZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostPace(Duration.ofMillis(-1)))
                .withMessageContaining("expected 0 or more");
    }
}

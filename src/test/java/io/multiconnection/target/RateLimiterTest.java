package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    @Test
    void allowsBurstOfTwoSecondsAndRefills() {
        RateLimiter limit = new RateLimiter(10, 0);
        assertThat(limit.take(20, 0)).isTrue();
        assertThat(limit.take(1, 0)).isFalse();
        assertThat(limit.take(5, TimeUnit.MILLISECONDS.toNanos(500))).isTrue();
        assertThat(limit.take(1, TimeUnit.MILLISECONDS.toNanos(500))).isFalse();
    }

    @Test
    void holdsTokensOfTwoSecondsAtMost() {
        RateLimiter limit = new RateLimiter(10, 0);
        assertThat(limit.take(21, TimeUnit.HOURS.toNanos(1))).isFalse();
        assertThat(limit.take(20, TimeUnit.HOURS.toNanos(1))).isTrue();
    }
}

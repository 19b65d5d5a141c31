package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTimeBudgetTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void allowsBurstThenWaits() {
        LoopTimeBudget share = new LoopTimeBudget(0.5, 0);
        share.used(0, 50 * MILLI);
        assertThat(share.waitNanos(50 * MILLI)).isNegative();
        share.used(50 * MILLI, 100 * MILLI);
        assertThat(share.waitNanos(100 * MILLI)).isZero();
        share.used(100 * MILLI, 110 * MILLI);
        assertThat(share.waitNanos(110 * MILLI)).isEqualTo(10 * MILLI);
        assertThat(share.waitNanos(120 * MILLI)).isZero();
    }

    @Test
    void computesExcessForAnyShare() {
        for (double part : new double[] {0.1, 0.5, 1}) {
            LoopTimeBudget share = new LoopTimeBudget(part, 0);
            share.used(0, 525 * MILLI);
            share.used(525 * MILLI, 1050 * MILLI);
            long owed = (long) (1000 * MILLI - 1050 * MILLI * part);
            assertThat(share.excessNanos(1050 * MILLI)).isCloseTo(owed, within(1000L));
        }
    }

    @Test
    void countsStallOfTheMachineAsOneSecond() {
        LoopTimeBudget share = new LoopTimeBudget(0.5, 0);
        long second = 1000 * MILLI;
        share.used(0, 60 * second);
        assertThat(share.waitNanos(second)).isEqualTo(second - 100 * MILLI);
        assertThat(share.waitNanos(60 * second)).isNegative();
    }

    @Test
    void accumulatesNoMoreThanBurst() {
        LoopTimeBudget share = new LoopTimeBudget(0.5, 0);
        long later = TimeUnit.HOURS.toNanos(1);
        share.used(later, later + 101 * MILLI);
        assertThat(share.waitNanos(later + 101 * MILLI)).isEqualTo(MILLI);
    }

    /**
     * Property: in any period, a session that waits as required uses no more than its share, one
     * burst, and the message that exceeded it.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void staysWithinShare(long seed) {
        Random random = new Random(seed);
        LoopTimeBudget share = new LoopTimeBudget(0.25, 0);
        long now = 0;
        long used = 0;
        long longest = 0;
        for (int i = 0; i < 10_000; i++) {
            long takes = random.nextLong(20 * MILLI);
            share.used(now, now + takes);
            now += takes;
            used += takes;
            longest = Math.max(longest, takes);
            assertThat(used)
                    .isLessThanOrEqualTo(
                            now / 4 + LoopTimeBudget.BURST_MILLIS * MILLI + longest + i);
            now += Math.max(0, share.waitNanos(now));
        }
    }
}

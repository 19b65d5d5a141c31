package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopShareTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void lendsTheBurstAndIsPaidBackByWaiting() {
        LoopShare share = new LoopShare(0.5, 0);
        share.used(0, 50 * MILLI);
        assertThat(share.behindNanos(50 * MILLI)).isNegative();
        share.used(50 * MILLI, 100 * MILLI);
        assertThat(share.behindNanos(100 * MILLI)).isZero();
        share.used(100 * MILLI, 110 * MILLI);
        assertThat(share.behindNanos(110 * MILLI)).isEqualTo(10 * MILLI);
        assertThat(share.behindNanos(120 * MILLI)).isZero();
    }

    @Test
    void owesWhatItUsedBeyondItsShareWhateverTheShareIs() {
        for (double part : new double[] {0.1, 0.5, 1}) {
            LoopShare share = new LoopShare(part, 0);
            share.used(0, 525 * MILLI);
            share.used(525 * MILLI, 1050 * MILLI);
            long owed = (long) (1000 * MILLI - 1050 * MILLI * part);
            assertThat(share.owedNanos(1050 * MILLI)).isCloseTo(owed, within(1000L));
        }
    }

    @Test
    void countsStallOfTheMachineAsOneSecond() {
        LoopShare share = new LoopShare(0.5, 0);
        long second = 1000 * MILLI;
        share.used(0, 60 * second);
        assertThat(share.behindNanos(second)).isEqualTo(second - 100 * MILLI);
        assertThat(share.behindNanos(60 * second)).isNegative();
    }

    @Test
    void savesNoMoreThanTheBurst() {
        LoopShare share = new LoopShare(0.5, 0);
        long later = TimeUnit.HOURS.toNanos(1);
        share.used(later, later + 101 * MILLI);
        assertThat(share.behindNanos(later + 101 * MILLI)).isEqualTo(MILLI);
    }

    /**
     * Whatever messages take, and whenever they come: within any time a session that waits as it
     * has to uses its share of it, a burst, and the message that went beyond.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsToItsShare(long seed) {
        Random random = new Random(seed);
        LoopShare share = new LoopShare(0.25, 0);
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
                    .isLessThanOrEqualTo(now / 4 + LoopShare.BURST_MILLIS * MILLI + longest + i);
            now += Math.max(0, share.behindNanos(now));
        }
    }
}

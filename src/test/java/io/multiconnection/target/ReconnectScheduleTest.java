package io.multiconnection.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.multiconnection.protocol.GatewayMessage.Retry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backoff of one server, on a clock that the test moves. */
class ReconnectScheduleTest {

    private static final BackoffPolicy RULES =
            new BackoffPolicy(
                    true, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(10));

    /** Random source that always returns one half. */
    private static final RandomGenerator HALF = () -> 1L << 63;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long now = Long.MAX_VALUE - 5_000_000_000L; // wraps soon
    private int asked;

    @BeforeEach
    void freezeClock() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finish();
    }

    @Test
    void doublesWaitsUpToLimitWithFullJitter() {
        ReconnectSchedule recovery = begun(RULES);
        for (long wait : new long[] {500, 1000, 2000, 4000, 8000, 15_000, 15_000}) {
            assertThat(lost(recovery)).isEqualTo(wait);
            pass(wait - 1);
            assertThat(asked).isZero();
            pass(1);
            assertThat(asked).isEqualTo(1);
            asked = 0;
        }
        assertThat(recovery.attempt()).isEqualTo(new Retry(7, null));
    }

    @Test
    void givesUpAfterLastAttemptAtEndOfTime() {
        ReconnectSchedule recovery =
                begun(new BackoffPolicy(true, RULES.first(), RULES.max(), Duration.ofSeconds(2)));
        pass(lost(recovery)); // at 0.5 s
        pass(lost(recovery)); // at 1.5 s
        assertThat(lost(recovery)).isEqualTo(500); // not 2 s
        pass(500);
        assertThat(asked).isEqualTo(3);
        assertThat(recovery.lost()).isNull();
        pass(60_000);
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void continuesBackoffWhenLostAgainSoon() {
        ReconnectSchedule recovery = begun(RULES);
        pass(lost(recovery));
        pass(lost(recovery));
        recovery.connected();
        pass(29_999);
        assertThat(recovery.lost()).isEqualTo(new Retry(3, 2000L));
    }

    @Test
    void restartsBackoffAfterLongConnection() {
        ReconnectSchedule recovery = begun(RULES);
        pass(lost(recovery));
        pass(lost(recovery));
        recovery.connected();
        pass(3_600_000); // beyond the time after which it would be given up
        assertThat(recovery.lost()).isEqualTo(new Retry(1, 500L));
    }

    @Test
    void reportsFlappingAfterThreeQuickLossesAndRaisesWaits() {
        ReconnectSchedule recovery = begun(RULES);
        long[] waits = {500, 1000, 3000, 6000, 12_000, 22_500, 22_500};
        for (int i = 0; i < waits.length; i++) {
            recovery.connected();
            pass(1500);
            recovery.progressed(); // a stream was taken
            pass(2000);
            assertThat(lost(recovery)).isEqualTo(waits[i]);
            assertThat(recovery.isFlapping()).isEqualTo(i >= 2);
            assertThat(recovery.beginsToFlap()).isEqualTo(i == 2);
            pass(waits[i]);
        }
        lost(recovery); // an attempt that fails is no flap
        assertThat(recovery.isFlapping()).isFalse();
        recovery.connected();
        lost(recovery);
        assertThat(recovery.isFlapping()).isTrue();
        assertThat(recovery.beginsToFlap()).isFalse();
    }

    @Test
    void serverThatStaysLongerDoesNotFlap() {
        ReconnectSchedule recovery = begun(RULES);
        for (int i = 0; i < 10; i++) {
            recovery.connected();
            pass(i % 3 == 2 ? 2001 : 100);
            recovery.lost();
            assertThat(recovery.isFlapping()).isFalse();
        }
    }

    @Test
    void cancelsPlannedAttemptWhenClientReconnects() {
        ReconnectSchedule recovery = begun(RULES);
        pass(lost(recovery));
        lost(recovery);
        recovery.restart();
        assertThat(recovery.attempt()).isNull();
        pass(60_000);
        assertThat(asked).isEqualTo(1);
        assertThat(lost(recovery)).isEqualTo(500);
    }

    @Test
    void plansNothingBeforeBeginOrWhenDisabled() {
        assertThat(recovery(RULES).lost()).isNull();
        BackoffPolicy off = new BackoffPolicy(false, RULES.first(), RULES.max(), RULES.giveUp());
        assertThat(begun(off).lost()).isNull();
        assertThat(begun(new BackoffPolicy(true, RULES.first(), RULES.max(), Duration.ZERO)).lost())
                .isNull();
    }

    @Test
    void rejectsContradictoryPolicy() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackoffPolicy(true, Duration.ZERO, second, second))
                .withMessageContaining("expected first above zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackoffPolicy(true, second, Duration.ofMillis(999), second));
    }

    private ReconnectSchedule begun(BackoffPolicy rules) {
        ReconnectSchedule recovery = recovery(rules);
        recovery.begin();
        return recovery;
    }

    private ReconnectSchedule recovery(BackoffPolicy rules) {
        ReconnectSchedule.Timing nature = new ReconnectSchedule.Timing(() -> now, HALF);
        return new ReconnectSchedule(rules, channel.eventLoop(), nature, () -> asked++);
    }

    /** Loses it; returns the milliseconds until it is asked again. */
    private static long lost(ReconnectSchedule recovery) {
        Retry retry = recovery.lost();
        assertThat(retry).isNotNull();
        Long wait = retry.inMillis();
        assertThat(wait).isNotNull();
        return wait;
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}

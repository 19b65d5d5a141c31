package io.multiconnection.rtmp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.multiconnection.rtmp.client.HostRateLimiter.Turn;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rate limiter on a clock that the test advances. */
class HostRateLimiterTest {

    private static final RtmpUrl HOST = RtmpUrl.parse("rtmp://a.example/live");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int INTERVAL = 20;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Object> started = new ArrayList<>();
    private long now = Long.MAX_VALUE - 100_000_000L; // wraps soon
    private final HostRateLimiter limiter = limiter(Duration.ofMillis(INTERVAL));

    HostRateLimiterTest() {
        channel.freezeTime();
    }

    private HostRateLimiter limiter(Duration interval) {
        return new HostRateLimiter(interval, () -> now);
    }

    @AfterEach
    void close() {
        channel.finish();
    }

    @Test
    void startsBurstOfAttemptsImmediately() {
        exhaustBurst();
        take("late");
        advanceMillis(INTERVAL - 1);
        assertThat(started).isEmpty();
        advanceMillis(1);
        assertThat(started).containsExactly("late");
    }

    @Test
    void startsOneAttemptPerIntervalAfterBurst() {
        exhaustBurst();
        IntStream.range(0, 100).forEach(this::take);
        for (int i = 1; i <= 100; i++) {
            advanceMillis(INTERVAL);
            assertThat(started).hasSize(i);
        }
        assertThat(started).isSorted();
    }

    @Test
    void accumulatesNoMoreThanOneBurst() {
        exhaustBurst();
        advanceMillis(3_600_000);
        exhaustBurst();
        take("late");
        assertThat(started).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://a.example/live,rtmp://A.Example./other,true",
        "rtmp://a.example/live,rtmp://a.example:1935/live?key=x,true",
        "rtmp://[2001:db8::1]/live,rtmp://[2001:DB8:0:0::1]/live,true",
        "rtmp://a.example/live,rtmp://a.example:1936/live,false",
        "rtmp://a.example/live,rtmps://a.example/live,false",
        "rtmp://a.example/live,rtmp://b.example/live,false"
    })
    void limitsHostAndPortRegardlessOfSpelling(String one, String other, boolean same) {
        for (int i = 0; i < HostRateLimiter.BURST; i++) {
            take(RtmpUrl.parse(one), i);
        }
        started.clear();
        take(RtmpUrl.parse(other), "other");
        assertThat(started.isEmpty()).isEqualTo(same);
    }

    /** Simulates six sessions that retry as soon as an attempt starts, as if refused at once. */
    @Test
    void servesSessionWhileSixOthersRetryContinuously() {
        exhaustBurst();
        IntStream.range(0, 6).forEach(attacker -> retryContinuously("attacker " + attacker));
        for (int round = 0; round < 20; round++) {
            advanceMillis(INTERVAL * 10);
            started.clear();
            take("honest");
            advanceMillis(INTERVAL * 7);
            assertThat(started).contains("honest");
        }
    }

    /** Simulates six sessions with the maximum number of waiting attempts. */
    @Test
    void servesSessionWhileSixOthersFillTheirQueues() {
        exhaustBurst();
        for (int i = 0; i < 100; i++) {
            for (int attacker = 0; attacker < 6; attacker++) {
                int owner = attacker;
                try {
                    take(owner);
                } catch (RtmpClientException refused) {
                    assertThat(refused.text()).contains("too many");
                }
            }
        }
        take("honest");
        advanceMillis(INTERVAL * 7);
        assertThat(started).contains("honest").hasSize(7);
    }

    @Test
    void startsSixteenAttemptsWhileSixOthersRetryContinuously() {
        exhaustBurst();
        IntStream.range(0, 6).forEach(attacker -> retryContinuously("attacker " + attacker));
        IntStream.range(0, 16).forEach(_ -> take("honest"));
        advanceMillis(INTERVAL * 7 * 16);
        assertThat(Collections.frequency(started, "honest")).isEqualTo(16);
    }

    @Test
    void returnsTurnsOfCancelledAttempts() {
        exhaustBurst();
        List<Turn> turns = IntStream.range(0, 100).mapToObj(this::take).toList();
        take("late");
        turns.forEach(Turn::cancel);
        advanceMillis(INTERVAL);
        assertThat(started).containsExactly("late");
        turns.forEach(Turn::cancel);
        advanceMillis(60_000);
        assertThat(started).containsExactly("late");
    }

    @Test
    void rejectsAttemptThatWouldWaitTooLongWithoutCharge() {
        exhaustBurst();
        int waiting = (int) HostRateLimiter.MAX_WAIT.toMillis() / INTERVAL;
        IntStream.range(0, waiting).forEach(this::take);
        for (int i = 0; i < 1000; i++) {
            assertThatExceptionOfType(RtmpClientException.class)
                    .isThrownBy(() -> take("late"))
                    .withMessage("too many connection attempts to a.example, try again in 11 s")
                    .matches(fault -> fault.kind() == Kind.UNREACHABLE);
        }
        advanceMillis(INTERVAL);
        started.clear();
        take("late");
        advanceMillis((int) HostRateLimiter.MAX_WAIT.toMillis());
        assertThat(started).hasSize(waiting).endsWith("late");
    }

    @Test
    void rejectsAttemptThatWouldExceedItsTimeout() {
        exhaustBurst();
        IntStream.range(0, 50).forEach(this::take);
        assertThatExceptionOfType(RtmpClientException.class)
                .isThrownBy(
                        () ->
                                limiter.take(
                                        HOST,
                                        "hasty",
                                        Duration.ofSeconds(1),
                                        channel.eventLoop(),
                                        () -> {}));
    }

    @Test
    void forgetsIdleHosts() {
        for (int i = 0; i < 3 * HostRateLimiter.MAX_HOSTS; i++) {
            take(RtmpUrl.parse("rtmp://host" + i + ".example/live"), i);
            advanceMillis(1);
        }
        assertThat(limiter.hosts()).isLessThanOrEqualTo(HostRateLimiter.MAX_HOSTS);
        assertThat(started).hasSize(3 * HostRateLimiter.MAX_HOSTS);
    }

    @Test
    void rejectsMoreConcurrentHostsThanLimit() {
        IntStream.range(0, HostRateLimiter.MAX_HOSTS)
                .forEach(i -> take(RtmpUrl.parse("rtmp://host" + i + ".example/live"), i));
        assertThatExceptionOfType(RtmpClientException.class)
                .isThrownBy(() -> take("late"))
                .withMessageContaining("too many connection attempts to a.example");
        advanceMillis(INTERVAL * HostRateLimiter.BURST);
        take("late");
        assertThat(started).endsWith("late");
    }

    @Test
    void allowsUnlimitedAttemptsIfIntervalIsZero() {
        HostRateLimiter none = limiter(Duration.ZERO);
        for (int i = 0; i < 10_000; i++) {
            none.take(HOST, "all", LONG, channel.eventLoop(), () -> started.add("all"));
        }
        assertThat(started).hasSize(10_000);
    }

    @Test
    void rejectsNegativeInterval() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostRateLimiter(Duration.ofMillis(-1)))
                .withMessageContaining("expected 0 or more");
    }

    private void exhaustBurst() {
        for (int i = 0; i < HostRateLimiter.BURST; i++) {
            take("burst " + i);
        }
        assertThat(started).hasSize(HostRateLimiter.BURST);
        started.clear();
    }

    private Turn take(Object owner) {
        return take(HOST, owner);
    }

    private Turn take(RtmpUrl url, Object owner) {
        return limiter.take(url, owner, LONG, channel.eventLoop(), () -> started.add(owner));
    }

    private void retryContinuously(Object owner) {
        limiter.take(
                HOST,
                owner,
                LONG,
                channel.eventLoop(),
                () -> {
                    started.add(owner);
                    retryContinuously(owner);
                });
    }

    private void advanceMillis(int millis) {
        for (int i = 0; i < millis; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1);
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }
}

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

/** On a clock that goes on when the test says so. */
class HostRateLimiterTest {

    private static final RtmpUrl HOST = RtmpUrl.parse("rtmp://a.example/live");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int INTERVAL = 20;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Object> begun = new ArrayList<>();
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
    void beginsAsManyAttemptsAtOnceAsASessionHasServersAndMore() {
        useUpTheBurst();
        take("late");
        pass(INTERVAL - 1);
        assertThat(begun).isEmpty();
        pass(1);
        assertThat(begun).containsExactly("late");
    }

    @Test
    void beginsOneAttemptEachIntervalAfterTheBurst() {
        useUpTheBurst();
        IntStream.range(0, 100).forEach(this::take);
        for (int i = 1; i <= 100; i++) {
            pass(INTERVAL);
            assertThat(begun).hasSize(i);
        }
        assertThat(begun).isSorted();
    }

    @Test
    void savesNoMoreThanTheBurst() {
        useUpTheBurst();
        pass(3_600_000);
        useUpTheBurst();
        take("late");
        assertThat(begun).isEmpty();
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
    void limitsEachHostAndPortHoweverItIsSpelled(String one, String other, boolean same) {
        for (int i = 0; i < HostRateLimiter.BURST; i++) {
            take(RtmpUrl.parse(one), i);
        }
        begun.clear();
        take(RtmpUrl.parse(other), "other");
        assertThat(begun.isEmpty()).isEqualTo(same);
    }

    /** Each asks again as soon as it had its turn, as a session does whose server refuses. */
    @Test
    void servesAnHonestSessionBetweenSixThatAskAllTheTime() {
        useUpTheBurst();
        IntStream.range(0, 6).forEach(attacker -> insist("attacker " + attacker));
        for (int round = 0; round < 20; round++) {
            pass(INTERVAL * 10);
            begun.clear();
            take("honest");
            pass(INTERVAL * 7);
            assertThat(begun).contains("honest");
        }
    }

    /** Each has as many attempts waiting as it is allowed. */
    @Test
    void servesAnHonestSessionBetweenSixThatAskAHundredTimes() {
        useUpTheBurst();
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
        pass(INTERVAL * 7);
        assertThat(begun).contains("honest").hasSize(7);
    }

    @Test
    void connectsToSixteenServersOfAHostThatOthersAskAllTheTime() {
        useUpTheBurst();
        IntStream.range(0, 6).forEach(attacker -> insist("attacker " + attacker));
        IntStream.range(0, 16).forEach(_ -> take("honest"));
        pass(INTERVAL * 7 * 16);
        assertThat(Collections.frequency(begun, "honest")).isEqualTo(16);
    }

    @Test
    void givesTurnsBackThatAreNotWantedAnyMore() {
        useUpTheBurst();
        List<Turn> turns = IntStream.range(0, 100).mapToObj(this::take).toList();
        take("late");
        turns.forEach(Turn::cancel);
        pass(INTERVAL);
        assertThat(begun).containsExactly("late");
        turns.forEach(Turn::cancel);
        pass(60_000);
        assertThat(begun).containsExactly("late");
    }

    @Test
    void refusesAnAttemptThatWouldWaitTooLongAndOweNothingForIt() {
        useUpTheBurst();
        int waiting = (int) HostRateLimiter.MAX_WAIT.toMillis() / INTERVAL;
        IntStream.range(0, waiting).forEach(this::take);
        for (int i = 0; i < 1000; i++) {
            assertThatExceptionOfType(RtmpClientException.class)
                    .isThrownBy(() -> take("late"))
                    .withMessage("too many connection attempts to a.example, try again in 11 s")
                    .matches(fault -> fault.kind() == Kind.UNREACHABLE);
        }
        pass(INTERVAL);
        begun.clear();
        take("late");
        pass((int) HostRateLimiter.MAX_WAIT.toMillis());
        assertThat(begun).hasSize(waiting).endsWith("late");
    }

    @Test
    void refusesAnAttemptThatWouldWaitForItsTimeout() {
        useUpTheBurst();
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
    void forgetsHostsThatNobodyAsksAnyMore() {
        for (int i = 0; i < 3 * HostRateLimiter.MAX_HOSTS; i++) {
            take(RtmpUrl.parse("rtmp://host" + i + ".example/live"), i);
            pass(1);
        }
        assertThat(limiter.hosts()).isLessThanOrEqualTo(HostRateLimiter.MAX_HOSTS);
        assertThat(begun).hasSize(3 * HostRateLimiter.MAX_HOSTS);
    }

    @Test
    void refusesMoreHostsAtATimeThanItRemembers() {
        IntStream.range(0, HostRateLimiter.MAX_HOSTS)
                .forEach(i -> take(RtmpUrl.parse("rtmp://host" + i + ".example/live"), i));
        assertThatExceptionOfType(RtmpClientException.class)
                .isThrownBy(() -> take("late"))
                .withMessageContaining("too many connection attempts to a.example");
        pass(INTERVAL * HostRateLimiter.BURST);
        take("late");
        assertThat(begun).endsWith("late");
    }

    @Test
    void limitsNothingWithoutAnInterval() {
        HostRateLimiter none = limiter(Duration.ZERO);
        for (int i = 0; i < 10_000; i++) {
            none.take(HOST, "all", LONG, channel.eventLoop(), () -> begun.add("all"));
        }
        assertThat(begun).hasSize(10_000);
    }

    @Test
    void refusesAnIntervalBelowZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HostRateLimiter(Duration.ofMillis(-1)))
                .withMessageContaining("expected 0 or more");
    }

    private void useUpTheBurst() {
        for (int i = 0; i < HostRateLimiter.BURST; i++) {
            take("burst " + i);
        }
        assertThat(begun).hasSize(HostRateLimiter.BURST);
        begun.clear();
    }

    private Turn take(Object owner) {
        return take(HOST, owner);
    }

    private Turn take(RtmpUrl url, Object owner) {
        return limiter.take(url, owner, LONG, channel.eventLoop(), () -> begun.add(owner));
    }

    private void insist(Object owner) {
        limiter.take(
                HOST,
                owner,
                LONG,
                channel.eventLoop(),
                () -> {
                    begun.add(owner);
                    insist(owner);
                });
    }

    private void pass(int millis) {
        for (int i = 0; i < millis; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1);
            channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }
}

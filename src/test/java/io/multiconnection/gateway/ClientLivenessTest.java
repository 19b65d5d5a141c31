package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryGateway.Client;
import io.multiconnection.protocol.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Pings of a client, and the timeout of a WebSocket on which nothing is received. */
class ClientLivenessTest {

    private static final int MAX_MILLIS = 60_000;
    private static final int PING_MILLIS = 20_000;

    private final CountingEventLoop loop = new CountingEventLoop();
    private final List<Long> silences = new ArrayList<>();
    private final List<Long> pings = new ArrayList<>();
    private final ClientLiveness liveness =
            new ClientLiveness(
                    loop,
                    loop::nanos,
                    Duration.ofMillis(PING_MILLIS),
                    Duration.ofMillis(MAX_MILLIS),
                    () -> pings.add(millis()),
                    silences::add);

    /** The timeout ends exactly when nothing was received for its time, whatever came before. */
    @RepeatedTest(20)
    void endsAfterLastReception(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        liveness.start(loop.nanos());
        for (int i = 0; i < 100; i++) {
            pass(random.nextInt(MAX_MILLIS));
            liveness.received(loop.nanos());
        }
        pass(MAX_MILLIS - 1);
        assertThat(silences).isEmpty();
        pass(1);
        assertThat(silences).containsExactly(TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS));
        assertThat(Timers.of(loop)).isZero();
    }

    @RepeatedTest(20)
    void pingsEachIntervalWhetherClientSendsOrNot(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        pass(random.nextInt(PING_MILLIS));
        long start = millis();
        liveness.start(loop.nanos());
        for (int i = 0; i < 1000; i++) {
            pass(random.nextInt(1000));
            liveness.received(loop.nanos());
        }
        long step = PING_MILLIS / ClientLiveness.PING_TIMES;
        long first = pings.getFirst();
        assertThat(first - start).isBetween(PING_MILLIS - step, (long) PING_MILLIS);
        assertThat(first % step).isZero();
        for (int i = 0; i < pings.size(); i++) {
            assertThat(pings.get(i)).isEqualTo(first + (long) i * PING_MILLIS);
        }
        assertThat(pings).hasSize((int) ((millis() - first) / PING_MILLIS) + 1);
    }

    @Test
    void pingsSilentClientUntilTimeoutEnds() {
        liveness.start(loop.nanos());
        pass(10 * MAX_MILLIS);
        assertThat(pings).containsExactly(20_000L, 40_000L);
        assertThat(silences).hasSize(1);
    }

    /** A loop that was busy, or a machine that was suspended. */
    @Test
    void sendsOnePingForMissedIntervals() {
        liveness.start(loop.nanos());
        liveness.received(loop.nanos() + TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS));
        loop.stay(Duration.ofSeconds(55));
        pass(0);
        assertThat(pings).containsExactly(55_000L);
        pass(5000);
        assertThat(pings).containsExactly(55_000L, 60_000L);
    }

    @Test
    void schedulesNothingForReception() {
        liveness.start(loop.nanos());
        for (int i = 0; i < 600; i++) {
            pass(100);
            liveness.received(loop.nanos());
        }
        assertThat(loop.scheduled()).as("first ping, and one per ping sent").isEqualTo(4);
    }

    @Test
    void endsNeverWhileStopped() {
        liveness.start(loop.nanos());
        liveness.stop();
        assertThat(Timers.of(loop)).isZero();
        pass(MAX_MILLIS);
        liveness.start(loop.nanos());
        pass(MAX_MILLIS - 1);
        assertThat(silences).isEmpty();
        pass(1);
        assertThat(silences).hasSize(1);
    }

    @Test
    void closesClientThatAnswersNoPingAndHoldsSession() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            Client client = gateway.connect();
            gateway.passMillis(1000);
            client.inbound.controlFrame();
            gateway.passMillis(MAX_MILLIS - 1);
            assertThat(client.closedWith()).isNull();
            gateway.passMillis(1);
            assertThat(client.closedWith()).isEqualTo(CloseCode.SLOW_READER);
            Client back = gateway.open();
            back.resume(client, 0);
            gateway.passMillis(MAX_MILLIS - 1);
            assertThat(back.closedWith()).isNull();
            gateway.passMillis(1);
            assertThat(back.closedWith()).isEqualTo(CloseCode.SLOW_READER);
        }
    }

    @Test
    void keepsClientThatOnlyAnswersPings() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            Client client = gateway.connect();
            for (int second = 0; second < 3600; second++) {
                gateway.passMillis(1000);
                client.pong();
            }
            assertThat(client.closedWith()).isNull();
            assertThat(client.pings).isEqualTo(180);
            gateway.passMillis(MAX_MILLIS - 1000);
            assertThat(client.closedWith()).isNull();
            gateway.passMillis(1000);
            assertThat(client.closedWith()).isEqualTo(CloseCode.SLOW_READER);
        }
    }

    @Test
    void pingsOnlyOverWebSocketOfResumedSession() {
        try (MemoryGateway gateway = new MemoryGateway()) {
            Client client = gateway.connect();
            gateway.passMillis(1000);
            client.inbound.closed(1006);
            gateway.passMillis(25_000);
            assertThat(client.pings).isZero();
            Client back = gateway.open();
            back.resume(client, 0);
            gateway.passMillis(PING_MILLIS);
            assertThat(client.pings).isZero();
            assertThat(back.pings).isEqualTo(1);
        }
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(loop.nanos());
    }

    private void pass(long millis) {
        loop.pass(millis, TimeUnit.MILLISECONDS);
    }
}

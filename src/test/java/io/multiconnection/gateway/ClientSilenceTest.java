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

/** Timeout of a WebSocket on which nothing is received. */
class ClientSilenceTest {

    private static final int MAX_MILLIS = 60_000;

    private final CountingEventLoop loop = new CountingEventLoop();
    private final List<Long> silences = new ArrayList<>();
    private final ClientSilence silence =
            new ClientSilence(loop, loop::nanos, Duration.ofMillis(MAX_MILLIS), silences::add);

    /** The timeout ends exactly when nothing was received for its time, whatever came before. */
    @RepeatedTest(20)
    void endsAfterLastReception(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        silence.start(loop.nanos());
        for (int i = 0; i < 100; i++) {
            pass(random.nextInt(MAX_MILLIS));
            silence.received(loop.nanos());
        }
        pass(MAX_MILLIS - 1);
        assertThat(silences).isEmpty();
        pass(1);
        assertThat(silences).containsExactly(TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS));
        assertThat(Timers.of(loop)).isZero();
    }

    @Test
    void schedulesNothingForReception() {
        silence.start(loop.nanos());
        for (int i = 0; i < 600; i++) {
            pass(100);
            silence.received(loop.nanos());
        }
        assertThat(loop.scheduled()).as("first deadline, and one after a minute").isEqualTo(2);
    }

    @Test
    void endsNeverWhileStopped() {
        silence.start(loop.nanos());
        silence.stop();
        assertThat(Timers.of(loop)).isZero();
        pass(MAX_MILLIS);
        silence.start(loop.nanos());
        pass(MAX_MILLIS - 1);
        assertThat(silences).isEmpty();
        pass(1);
        assertThat(silences).hasSize(1);
    }

    @Test
    void closesSilentWebSocketAndHoldsSession() {
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

    private void pass(long millis) {
        loop.pass(millis, TimeUnit.MILLISECONDS);
    }
}

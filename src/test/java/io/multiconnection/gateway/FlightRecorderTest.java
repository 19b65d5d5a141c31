package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.FlightRecording;
import io.multiconnection.gateway.MemoryGateway.Client;
import io.multiconnection.gateway.MemoryServer.Manner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flight recorder events of connecting and of recoveries. */
class FlightRecorderTest {

    private static final List<String> STEPS =
            List.of("turn", "name", "tcp", "tls", "handshake", "connect");

    private final MemoryGateway gateway = new MemoryGateway();

    private Client connect(Manner manner) {
        Client client = gateway.open();
        client.request(
                ("{'id':1,'type':'connect','atLeast':0,'timeout':1000,'recover':true,"
                                + "'servers':['rtmp://us3r:0pen@a:%d/live/k3y?t0ken']}")
                        .formatted(manner.port()));
        gateway.settle();
        return client;
    }

    @ParameterizedTest
    @CsvSource({
        "HONEST, CONNECTED, CONNECT",
        "REFUSING, REFUSED, CONNECT",
        "UNREACHABLE, UNREACHABLE, TCP",
        "MUTE_FROM_THE_FIRST_BYTE, TIMEOUT, HANDSHAKE",
    })
    void recordsOutcomeAndStepsOfConnect(Manner manner, String outcome, String step)
            throws IOException {
        try (FlightRecording recording = new FlightRecording("ServerConnect")) {
            connect(manner);
            gateway.close();
            RecordedEvent event = recording.stop().getFirst();
            assertThat(event.getString("session")).isEqualTo("session-1");
            assertThat(event.getString("server")).isEqualTo("rtmp://a:" + manner.port());
            assertThat(event.getString("outcome")).isEqualTo(outcome);
            assertThat(event.getString("step")).isEqualTo(step);
            Stream<Duration> times = STEPS.stream().map(event::getDuration);
            assertThat(times.reduce(Duration.ZERO, Duration::plus))
                    .isPositive()
                    .isLessThanOrEqualTo(event.getDuration().plusMillis(1));
            assertThat(event.toString()).doesNotContain("us3r", "0pen", "k3y", "t0ken");
        }
    }

    @Test
    void recordsRecovery() throws IOException {
        try (FlightRecording recording = new FlightRecording("ServerRecovery")) {
            connect(Manner.HONEST);
            gateway.servers.getFirst().hangUp();
            gateway.settle();
            gateway.close();
            assertThat(recording.stop())
                    .singleElement()
                    .satisfies(
                            event -> {
                                assertThat(event.getString("session")).isEqualTo("session-1");
                                assertThat(event.getString("cause")).isEqualTo("lost");
                                assertThat(event.getString("outcome")).isEqualTo("Live");
                                assertThat(event.getInt("attempts")).isOne();
                            });
        }
    }

    @Test
    void recordsRecoveryThatClientEnds() throws IOException {
        try (FlightRecording recording = new FlightRecording("ServerRecovery")) {
            Client client = connect(Manner.HONEST);
            gateway.servers.getFirst().hangUp();
            gateway.loop.runTasks();
            client.request("{'id':2,'type':'disconnect'}");
            gateway.close();
            assertThat(recording.stop())
                    .singleElement()
                    .satisfies(
                            event -> {
                                assertThat(event.getString("outcome")).isEqualTo("Closed");
                                assertThat(event.getInt("attempts")).isOne();
                            });
        }
    }
}

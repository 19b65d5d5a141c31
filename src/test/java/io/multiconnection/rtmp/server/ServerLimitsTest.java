package io.multiconnection.rtmp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.rtmp.RtmpLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLimitsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 1    | 1 | 65536      | maxConnections 0, expected 1..
                    1 | 0    | 1 | 65536      | maxStreams 0, expected 1..1000
                    1 | 1001 | 1 | 65536      | maxStreams 1001, expected 1..1000
                    1 | 1    | 0 | 65536      | maxPendingCalls 0, expected 1..
                    1 | 1    | 1 | 65535      | maxQueuedBytes 65535, expected 65536..
                    1 | 1    | 1 | 1073741824 | maxQueuedBytes 1073741824, expected
                    """)
    void rejectsValueOutOfRange(int connections, int streams, int calls, int bytes, String text) {
        assertThatThrownBy(
                        () ->
                                new ServerLimits(
                                        connections,
                                        streams,
                                        calls,
                                        bytes,
                                        ServerTimeouts.DEFAULT,
                                        SharedObjectLimits.DEFAULT,
                                        RtmpLimits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 1 | 1 | opening PT0S, expected more than 0
                    1 | 0 | 1 | idle PT0S, expected more than 0
                    1 | 1 | 0 | lingering PT0S, expected more than 0
                    """)
    void rejectsTimeoutThatIsNotPositive(int opening, int idle, int lingering, String text) {
        assertThatThrownBy(
                        () ->
                                new ServerTimeouts(
                                        Duration.ofSeconds(opening),
                                        Duration.ofSeconds(idle),
                                        Duration.ofSeconds(lingering)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void changesOneLimitAndKeepsTheOthers() {
        ServerTimeouts timeouts = ServerTimeouts.DEFAULT.withIdle(Duration.ofSeconds(7));
        SharedObjectLimits objects = new SharedObjectLimits(1, 2, 3, 4, 5, 6, 7);
        assertThat(
                        ServerLimits.DEFAULT
                                .withConnections(2)
                                .withQueuedBytes(70000)
                                .with(timeouts)
                                .with(objects))
                .isEqualTo(
                        new ServerLimits(
                                2,
                                ServerLimits.DEFAULT.maxStreams(),
                                ServerLimits.DEFAULT.maxPendingCalls(),
                                70000,
                                new ServerTimeouts(
                                        ServerTimeouts.DEFAULT.opening(),
                                        Duration.ofSeconds(7),
                                        ServerTimeouts.DEFAULT.lingering()),
                                objects,
                                RtmpLimits.DEFAULT));
    }
}

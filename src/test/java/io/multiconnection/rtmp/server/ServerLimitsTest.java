package io.multiconnection.rtmp.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.rtmp.RtmpLimits;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLimitsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 1    | 1 | 1 | 1 | 1 | 65536      | maxConnections 0, expected 1..
                    1 | 0    | 1 | 1 | 1 | 1 | 65536      | maxStreams 0, expected 1..1000
                    1 | 1001 | 1 | 1 | 1 | 1 | 65536      | maxStreams 1001, expected 1..1000
                    1 | 1    | 0 | 1 | 1 | 1 | 65536      | maxPendingCalls 0, expected 1..
                    1 | 1    | 1 | 0 | 1 | 1 | 65536      | opening PT0S, expected more than 0
                    1 | 1    | 1 | 1 | 0 | 1 | 65536      | idle PT0S, expected more than 0
                    1 | 1    | 1 | 1 | 1 | 0 | 65536      | lingering PT0S, expected more than 0
                    1 | 1    | 1 | 1 | 1 | 1 | 65535      | maxQueuedBytes 65535, expected 65536..
                    1 | 1    | 1 | 1 | 1 | 1 | 1073741824 | maxQueuedBytes 1073741824, expected
                    """)
    void refusesWhatIsOutOfRange(
            int connections,
            int streams,
            int calls,
            int opening,
            int idle,
            int lingering,
            int bytes,
            String text) {
        assertThatThrownBy(
                        () ->
                                new ServerLimits(
                                        connections,
                                        streams,
                                        calls,
                                        Duration.ofSeconds(opening),
                                        Duration.ofSeconds(idle),
                                        Duration.ofSeconds(lingering),
                                        bytes,
                                        SharedObjectLimits.DEFAULT,
                                        RtmpLimits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}

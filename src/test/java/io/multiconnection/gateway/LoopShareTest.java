package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryGateway.Client;
import io.multiconnection.protocol.CloseCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Session that uses more than its share of the event loop's time. */
class LoopShareTest {

    /** Inputs of a client, each of which causes one write to each of two servers. */
    enum Input {
        /** Request, which is written while it is read. */
        REQUEST {
            @Override
            void sendTo(Client client) {
                client.request("{'id':9,'type':'send','stream':1,'handler':'h','args':[]}");
            }
        },
        /** Media frame, which is written at the end of the read. */
        MEDIA {
            @Override
            void sendTo(Client client) {
                client.media();
            }
        };

        abstract void sendTo(Client client);
    }

    /** A fifth of the time; 50 ms may be used at once. */
    private final MemoryGateway gateway =
            new MemoryGateway(SessionLimits.DEFAULT.withWork(new WorkLimits(20_000, 0.2)));

    private final Client client = gateway.connect().publish();

    @AfterEach
    void close() {
        gateway.writeTime = Duration.ZERO;
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void pausesReadingUntilTimeIsWithinShare(Input input) {
        gateway.settle();
        gateway.writeTime = Duration.ofMillis(25);
        input.sendTo(client);
        assertThat(client.isPaused()).as("after 50 ms").isFalse();
        input.sendTo(client);
        // 100 ms are a fifth of 500 ms: 100 of them have passed, and 250 are the allowed burst
        assertThat(client.isPaused()).as("after 100 ms").isTrue();
        gateway.passMillis(149);
        assertThat(client.isPaused()).as("149 ms later").isTrue();
        gateway.passMillis(1);
        assertThat(client.isPaused()).as("150 ms later").isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void closesSessionThatExceedsItsShareTooFar(Input input) {
        gateway.settle();
        gateway.writeTime = Duration.ofMillis(500);
        for (int second = 1; second <= 6; second++) {
            assertThat(client.closedWith()).isNull();
            input.sendTo(client);
        }
        assertThat(client.closedWith()).isNull();
        input.sendTo(client);
        assertThat(client.closedWith()).isEqualTo(CloseCode.TOO_FAST);
    }
}

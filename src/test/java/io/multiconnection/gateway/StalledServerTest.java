package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryGateway.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server of a session that stops reading without closing its connection. */
class StalledServerTest {

    private static final int USER_CONTROL = 4;

    /** Ping of the server, with its timestamp. */
    private static final byte[] PING_REQUEST = {0, 6, 0, 0, 0, 1};

    private final MemoryGateway gateway = new MemoryGateway();
    private final Client client = gateway.connect().publish();
    private final MemoryServer stalled = gateway.servers.getFirst();

    @BeforeEach
    void stallFirstServer() {
        gateway.settle();
        stalled.stall(true);
    }

    @AfterEach
    void close() {
        stalled.stall(false);
        gateway.close();
    }

    @Test
    void isLostIfItReadsNoMedia() {
        for (int second = 0; second < 10; second++) {
            assertThat(client.states).containsEntry(0, "Live");
            client.media();
            gateway.passMillis(1000);
        }
        assertLost();
    }

    /** The response to a ping does not come from the end of the pipeline. */
    @Test
    void isLostIfItReadsNoResponseToItsPing() {
        stalled.send(USER_CONTROL, 0, PING_REQUEST);
        gateway.passMillis(9_999);
        assertThat(client.states).containsEntry(0, "Live");
        gateway.passMillis(1);
        assertLost();
    }

    @Test
    void isKeptIfItReadsInTime() {
        for (int second = 0; second < 100; second++) {
            client.media();
            gateway.passMillis(1000);
            if (second % 9 == 8) {
                stalled.stall(false);
                stalled.stall(true);
            }
        }
        assertThat(client.states).containsEntry(0, "Live");
        assertThat(gateway.servers).hasSize(2);
    }

    private void assertLost() {
        assertThat(client.states).containsEntry(0, "Recovering").containsEntry(1, "Live");
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.gateway.MemoryGateway.Client;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes to the servers of a session, from the read of its WebSocket on. */
class FlushPerReadTest {

    private final MemoryGateway gateway = new MemoryGateway();
    private final Client client = gateway.connect().publish();

    @AfterEach
    void close() {
        gateway.close();
    }

    private List<Integer> writes() {
        return gateway.servers.stream().map(MemoryServer::writes).toList();
    }

    @Test
    void writesOnceToEachServerForAllFramesOfRead() {
        List<Integer> before = writes();
        client.media(100);
        assertThat(writes()).isEqualTo(before.stream().map(count -> count + 1).toList());
    }

    @Test
    void writesForEachRead() {
        List<Integer> before = writes();
        for (int i = 0; i < 10; i++) {
            client.media();
        }
        assertThat(writes()).isEqualTo(before.stream().map(count -> count + 10).toList());
    }
}

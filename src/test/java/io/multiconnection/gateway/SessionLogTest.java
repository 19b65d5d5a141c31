package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.CapturedLog;
import io.multiconnection.gateway.MemoryGateway.Client;
import io.multiconnection.protocol.CloseCode;
import org.junit.jupiter.api.Test;

class SessionLogTest {

    /** The reason of the close frame quotes the message, which may contain a stream key. */
    @Test
    void logsCloseCodeWithoutTextOfClient() {
        try (MemoryGateway gateway = new MemoryGateway();
                CapturedLog log = new CapturedLog(Session.class)) {
            Client client = gateway.open();
            client.request("secretkey");
            assertThat(client.closedWith()).isEqualTo(CloseCode.BAD_MESSAGE);
            assertThat(client.closeReason()).contains("secretkey");
            assertThat(log.lines())
                    .contains(
                            "session session-1: closes with BAD_MESSAGE",
                            "session session-1: ended")
                    .noneMatch(line -> line.contains("secretkey"));
        }
    }
}

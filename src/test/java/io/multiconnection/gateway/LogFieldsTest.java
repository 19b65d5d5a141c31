package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.CapturedLog;
import io.multiconnection.gateway.MemoryGateway.Client;
import io.multiconnection.gateway.MemoryServer.Manner;
import io.multiconnection.protocol.CloseCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Fields of the log lines of several sessions on one event loop. */
class LogFieldsTest {

    private static final List<String> SECRETS = List.of("us3r", "0pen", "k3y", "t0ken", "sh0w");

    /** A broken AMF0 command: its marker does not exist. */
    private static final byte[] UNREADABLE = {0x55};

    /** Connects to two servers; the client's stream key is in the path of the first. */
    private static void connect(Client client, String first, String second) {
        client.request(
                ("{'id':1,'type':'connect','recover':true,'servers':["
                                + "'rtmp://us3r:0pen@%s:%d/live/k3y?t0ken','rtmp://%s:%d/live']}")
                        .formatted(first, Manner.HONEST.port(), second, Manner.HONEST.port()));
        client.request("{'id':2,'type':'createStream'}");
        client.request("{'id':3,'type':'publish','stream':1,'name':'sh0w?k3y'}");
    }

    @Test
    void eachLineHasSessionServerAndClient() {
        try (MemoryGateway gateway = new MemoryGateway();
                CapturedLog log = new CapturedLog("io.multiconnection")) {
            Client one = gateway.open();
            Client two = gateway.open();
            connect(one, "a", "b");
            connect(two, "c", "d");
            one.media();
            two.media();
            gateway.servers.forEach(server -> server.send(20, 0, UNREADABLE));
            gateway.servers.get(0).hangUp();
            gateway.servers.get(2).hangUp();
            gateway.settle();
            one.request("secretkey k3y");
            two.session.close(CloseCode.GOING_AWAY, "k3y");
            gateway.settle();

            assertThat(log.json().toString()).doesNotContain(SECRETS).doesNotContain("secretkey");
            assertThat(log.json())
                    .extracting(LogFieldsTest::template)
                    .contains("begins", "ended", "LIVE", "RECOVERING", "handshake", "unreadable");
            Map<String, Set<String>> combinations =
                    log.json().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            line -> line.path("mdc").path("session").asText("none"),
                                            Collectors.mapping(
                                                    LogFieldsTest::rest, Collectors.toSet())));
            assertThat(combinations)
                    .isEqualTo(
                            Map.of(
                                    "session-1",
                                    rests("198.51.100.1", "a", "b"),
                                    "session-2",
                                    rests("198.51.100.2", "c", "d")));
        }
    }

    /** A line about a server names it in its field, too. */
    @Test
    void linesAboutServersHaveServer() {
        try (MemoryGateway gateway = new MemoryGateway();
                CapturedLog log = new CapturedLog("io.multiconnection")) {
            connect(gateway.open(), "a", "b");
            gateway.servers.forEach(server -> server.send(20, 0, UNREADABLE));
            gateway.settle();
            assertThat(log.json())
                    .filteredOn(line -> !line.path("loggerName").asText().endsWith(".Session"))
                    .isNotEmpty()
                    .allMatch(line -> line.path("mdc").has("server"));
        }
    }

    @Test
    void resumedSessionHasNewAddressOfClient() {
        try (MemoryGateway gateway = new MemoryGateway();
                CapturedLog log = new CapturedLog("io.multiconnection")) {
            Client before = gateway.connect();
            before.inbound.closed(1006);
            gateway.loop.runTasks();
            Client after = gateway.open();
            after.resume(before, 0);
            log.json().clear();
            gateway.servers.getFirst().hangUp();
            gateway.settle();
            assertThat(log.json())
                    .isNotEmpty()
                    .allSatisfy(
                            line -> {
                                JsonNode fields = line.path("mdc");
                                assertThat(fields.path("session").asText()).isEqualTo("session-1");
                                assertThat(fields.path("client").asText())
                                        .isEqualTo("198.51.100.2");
                            });
        }
    }

    private static String rest(JsonNode line) {
        return line.path("mdc").path("client").asText("none")
                + " "
                + line.path("mdc").path("server").asText("none");
    }

    /** Returns the combinations of lines without a server, and with each of two. */
    private static Set<String> rests(String client, String first, String second) {
        String url = " rtmp://%s:" + Manner.HONEST.port();
        return Set.copyOf(
                List.of(
                        client + " none",
                        client + url.formatted(first),
                        client + url.formatted(second)));
    }

    private static String template(JsonNode line) {
        String message = line.path("message").asText();
        if (message.contains("cannot be read")) {
            return "unreadable";
        }
        return message.contains("handshake done")
                ? "handshake"
                : message.substring(message.lastIndexOf(' ') + 1);
    }
}

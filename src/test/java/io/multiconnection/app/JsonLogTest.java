package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.app.websocket.GatewayEndpoint;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log in JSON, as Quarkus writes it. */
@QuarkusTest
@TestProfile(SmallQueuesAndAccessLog.class)
class JsonLogTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/v1")
    URI uri;

    /** Returns the lines of one session that the log has now. */
    private static List<JsonNode> lines(String session) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(SmallQueuesAndAccessLog.JSON_LOG)) {
            JsonNode read = JSON.readTree(line);
            if (read.path("mdc").path("session").asText().equals(session)) {
                lines.add(read);
            }
        }
        return lines;
    }

    @Test
    void linesHaveFieldsAndNoSecrets() throws IOException {
        String session;
        try (TestClient client =
                TestClient.open(
                        URI.create(uri + "?ticket=t0ken"),
                        "Sec-WebSocket-Protocol",
                        GatewayEndpoint.SUBPROTOCOL)) {
            session = client.await("hello").path("session").asText();
            client.send(
                    "{'id':1,'type':'connect','servers':['rtmp://us3r:0pen@127.0.0.1:1/live/k3y?s1gn']}");
            client.answer(1);
        }
        await().untilAsserted(
                        () ->
                                assertThat(lines(session))
                                        .anyMatch(
                                                it ->
                                                        it.path("message")
                                                                .asText()
                                                                .contains("ended")));
        assertThat(lines(session))
                .allMatch(it -> it.path("mdc").path("client").asText().equals("127.0.0.1"))
                .filteredOn(it -> it.path("mdc").has("server"))
                .hasSizeGreaterThan(3)
                .allMatch(
                        it -> it.path("mdc").path("server").asText().equals("rtmp://127.0.0.1:1"));
        assertThat(Files.readString(SmallQueuesAndAccessLog.JSON_LOG))
                .doesNotContain("us3r", "0pen", "k3y", "s1gn", "t0ken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"console", "file"})
    void handlersAddFields(String handler) {
        assertThat(
                        ConfigProvider.getConfig()
                                .getValue("quarkus.log." + handler + ".filter", String.class))
                .isEqualTo(LogSubjectFilter.NAME);
    }
}

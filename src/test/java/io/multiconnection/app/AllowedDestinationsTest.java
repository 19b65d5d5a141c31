package io.multiconnection.app;

import static io.multiconnection.app.KeyedOrigin.KEY;
import static io.multiconnection.app.KeyedOrigin.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.CapturedLog;
import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Destinations that clients may not reach, and secrets that they must not see. */
@QuarkusTest
@TestProfile(AllowedDestinationsTest.Strict.class)
@WithTestResource(KeyedOrigin.class)
class AllowedDestinationsTest {

    public static final class Strict implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "multiconnection.allow.destinations", "allowed.invalid,localhost:*",
                    "multiconnection.allow.private-addresses", "false",
                    "quarkus.log.category.\"io.multiconnection\".level", "DEBUG");
        }
    }

    @TestHTTPResource("/v1")
    URI uri;

    Origin origin;

    private CapturedLog log;
    private TestClient client;
    private final List<JsonNode> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        log = new CapturedLog();
        client = TestClient.open(uri);
    }

    @AfterEach
    void close() {
        client.close();
        log.close();
    }

    @Test
    void rejectsUnlistedDestinationBeforeAnyConnect() throws IOException {
        try (ServerSocket bait = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listed = "rtmp://allowed.invalid/live";
            String unlisted = "rtmp://127.0.0.1:" + bait.getLocalPort() + "/live";
            publishTo(client, "'" + listed + "','" + unlisted + "'");

            assertThat(answer(1).path("code").textValue()).isEqualTo("setup-failed");
            assertRejected(1, unlisted + ": this gateway does not allow that destination");
            // the allowed one was closed before its name was resolved
            assertThat(news(0)).isEqualTo("Closed");
            assertNobodyCame(bait);
        }
    }

    @Test
    void rejectsNameOfLoopbackAddressBeforeConnect() throws IOException {
        try (ServerSocket bait = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "rtmp://localhost:" + bait.getLocalPort() + "/live";
            publishTo(client, "'" + url + "'");

            assertThat(answer(1).path("code").textValue()).isEqualTo("setup-failed");
            assertRejected(0, url + ": this gateway does not allow the address of localhost");
            assertNobodyCame(bait);
        }
    }

    @Test
    void sendsKeyOfPoolToServerOnly() throws Exception {
        publishTo(client, "{'pool':'main'}");

        assertThat(answer(3).path("type").textValue()).as(heard.toString()).isEqualTo("result");
        assertThat(origin.when(state -> state.stream("live", KEY).publishing()))
                .succeedsWithin(HangLimit.DURATION);
        client.send("{'id':4,'type':'disconnect'}");
        answer(4);
        assertThat(heard)
                .filteredOn(it -> it.path("type").textValue().equals("status"))
                .extracting(it -> it.path("info").path("code").textValue())
                .contains("NetStream.Publish.Start");
        assertThat(everything()).doesNotContain(KEY).doesNotContain(TOKEN);
    }

    @Test
    void refusalDoesNotRevealKeyOfPool() {
        try (TestClient first = TestClient.open(uri)) {
            publishTo(first, "{'pool':'main'}");
            assertThat(first.answer(3).path("type").textValue()).isEqualTo("result");
            publishTo(client, "{'pool':'main'}");

            JsonNode answer = answer(3);
            assertThat(answer.path("code").textValue()).isEqualTo("publish-failed");
            assertThat(answer.path("message").textValue())
                    .endsWith(": publish was refused: the name is already being published");
            assertThat(everything()).doesNotContain(KEY).doesNotContain(TOKEN);
        }
    }

    @Test
    void doesNotLogSecretsOfClient() {
        publishTo(client, "'rtmp://localhost/live?token=of-the-page'");

        assertThat(answer(3).path("code").textValue()).isEqualTo("bad-state");
        assertThat(everything()).doesNotContain("of-the-page");
    }

    private static void publishTo(TestClient client, String servers) {
        client.send("{'id':1,'type':'connect','timeout':20000,'servers':[%s]}".formatted(servers));
        client.send("{'id':2,'type':'createStream'}");
        client.send(
                "{'id':3,'type':'publish','stream':1,'name':'key-of-the-page','timeout':20000}");
    }

    private JsonNode answer(long id) {
        return client.await(
                message -> {
                    heard.add(message);
                    return message.path("id").asLong(-1) == id;
                });
    }

    /** Returns all messages to the client and all log lines. */
    private String everything() {
        return heard + "\n" + String.join("\n", log.lines());
    }

    private void assertRejected(int server, String text) {
        assertThat(news(server)).isEqualTo("Rejected");
        assertThat(heard)
                .anySatisfy(
                        it -> {
                            assertThat(it.path("cause").textValue()).isEqualTo("not-allowed");
                            assertThat(it.path("text").textValue()).isEqualTo(text);
                        });
        assertThat(heard)
                .extracting(it -> it.path("info").path("code").textValue())
                .contains("NetConnection.Connect.Rejected");
    }

    /** Returns the last reported state of a server. */
    private String news(int server) {
        return heard.stream()
                .filter(it -> it.path("type").textValue().equals("server"))
                .filter(it -> it.path("server").intValue() == server)
                .map(it -> it.path("state").textValue())
                .toList()
                .getLast();
    }

    /** Asserts that nothing connected before the response arrived. */
    private static void assertNobodyCame(ServerSocket bait) throws IOException {
        bait.setSoTimeout(1);
        assertThatThrownBy(bait::accept).isInstanceOf(SocketTimeoutException.class);
    }
}

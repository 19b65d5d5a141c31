package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resumed sessions over real WebSockets. */
@QuarkusTest
class ResumeEndpointTest {

    @TestHTTPResource("/v1")
    URI uri;

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);

    @AfterEach
    void close() {
        origin.close();
    }

    /** Repetitions after which new WebSockets have used the session's event loop and others. */
    @Test
    void resumesBroadcastOfVanishedClient() {
        TestClient client = TestClient.open(uri);
        String token = publish(client);
        int taken = client.taken();
        for (int i = 1; i <= 6; i++) {
            client.send("{'id':%d,'type':'createStream'}".formatted(10 + i));
            client.vanish();
            client.close();
            client = TestClient.open(uri);
            JsonNode answer = client.resume(token, taken);
            assertThat(answer.path("recovered").booleanValue()).as(answer.toString()).isTrue();
            if (answer.path("received").intValue() < 3 + i) {
                client.send("{'id':%d,'type':'createStream'}".formatted(10 + i));
            }
            assertThat(client.answer(10 + i).path("stream").intValue()).isEqualTo(1 + i);
            client.await("keyframe");
            taken += client.taken();
        }
        assertThat(origin.state().connections()).isEqualTo(1);
        assertThat(origin.state().stream("live", "show").publishing()).isTrue();
        client.send(9, 1, 40, new byte[] {0x17, 1, 0, 0, 0, 1});
        origin.when(state -> state.stream("live", "show").keyframes() == 1)
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
        client.leave(1000);
        awaitNoConnections();
        client.close();
    }

    @Test
    void closesOldWebSocketWith4409() {
        try (TestClient old = TestClient.open(uri);
                TestClient client = TestClient.open(uri)) {
            String token = publish(old);
            assertThat(client.resume(token, old.taken()).path("recovered").booleanValue()).isTrue();
            assertThat(old.awaitClose().code()).isEqualTo(4409);
            client.leave(1001);
            awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void doesNotHoldSessionAfterNormalClose(int code) {
        try (TestClient client = TestClient.open(uri)) {
            publish(client);
            client.leave(code);
            awaitNoConnections();
        }
    }

    @Test
    void holdsSessionAfterOtherCloseCode() {
        try (TestClient client = TestClient.open(uri);
                TestClient next = TestClient.open(uri)) {
            String token = publish(client);
            client.leave(4000);
            assertThat(next.resume(token, client.taken()).path("recovered").booleanValue())
                    .isTrue();
            next.leave(1000);
            awaitNoConnections();
        }
    }

    /** Close frame of a browser's {@code ws.close()}. */
    @Test
    void holdsSessionAfterCloseFrameWithoutCode() throws IOException {
        try (RawWebSocket raw = new RawWebSocket(uri);
                TestClient next = TestClient.open(uri)) {
            String token = raw.readJson().path("resume").path("token").textValue();
            raw.text("{\"id\":1,\"type\":\"createStream\"}");
            assertThat(raw.readJson().path("code").textValue()).isEqualTo("bad-state");
            raw.write(RawWebSocket.frame(true, RawWebSocket.CLOSE, new byte[0]));
            raw.awaitEnd();
            assertThat(next.resume(token, 1).path("recovered").booleanValue()).isTrue();
            next.leave(1000);
        }
    }

    @Test
    void closesFloodOverOtherEventLoop() throws IOException {
        try (TestClient client = TestClient.open(uri);
                RawWebSocket next = new RawWebSocket(uri)) {
            String token = publish(client);
            assertThat(next.readJson().path("type").textValue()).isEqualTo("hello");
            next.text(
                    "{\"id\":100,\"type\":\"resume\",\"token\":\"%s\",\"received\":%d}"
                            .formatted(token, client.taken()));
            assertThat(next.readJson().path("recovered").booleanValue()).isTrue();
            next.flood(RawWebSocket.frame(true, RawWebSocket.BINARY, new byte[9]), 6000);
            assertThat(next.awaitClose()).isEqualTo(4429);
            awaitNoConnections();
        }
    }

    private String publish(TestClient client) {
        client.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        client.send("{'id':2,'type':'createStream'}");
        client.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
        return client.token();
    }

    private void awaitNoConnections() {
        origin.when(state -> state.connections() == 0)
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
    }
}

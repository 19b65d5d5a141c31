package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.Origin.Options;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that outlive their WebSockets, through real ones. */
@QuarkusTest
class ResumeEndpointTest {

    @TestHTTPResource("/v1")
    URI uri;

    private final Origin origin = Origin.start(Options.DEFAULT);

    @AfterEach
    void close() {
        origin.close();
    }

    /** So often that the new WebSocket is on the session's event loop as well as on another. */
    @Test
    void resumesBroadcastOfVanishedClient() {
        Page page = Page.open(uri);
        String token = publish(page);
        int taken = page.taken();
        for (int i = 1; i <= 6; i++) {
            page.send("{'id':%d,'type':'createStream'}".formatted(10 + i));
            page.vanish();
            page.close();
            page = Page.open(uri);
            JsonNode answer = page.resume(token, taken);
            assertThat(answer.path("recovered").booleanValue()).as(answer.toString()).isTrue();
            if (answer.path("received").intValue() < 3 + i) {
                page.send("{'id':%d,'type':'createStream'}".formatted(10 + i));
            }
            assertThat(page.answer(10 + i).path("stream").intValue()).isEqualTo(1 + i);
            page.await("keyframe");
            taken += page.taken();
        }
        assertThat(origin.state().connections()).isEqualTo(1);
        assertThat(origin.state().stream("live", "show").publishing()).isTrue();
        page.send(9, 1, 40, new byte[] {0x17, 1, 0, 0, 0, 1});
        origin.when(state -> state.stream("live", "show").keyframes() == 1)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        page.leave(1000);
        awaitNoConnections();
        page.close();
    }

    @Test
    void closesOldWebSocketWith4409() {
        try (Page old = Page.open(uri);
                Page page = Page.open(uri)) {
            String token = publish(old);
            assertThat(page.resume(token, old.taken()).path("recovered").booleanValue()).isTrue();
            assertThat(old.awaitClose().code()).isEqualTo(4409);
            page.leave(1001);
            awaitNoConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void doesNotHoldSessionAfterNormalClose(int code) {
        try (Page page = Page.open(uri)) {
            publish(page);
            page.leave(code);
            awaitNoConnections();
        }
    }

    @Test
    void holdsSessionAfterOtherCloseCode() {
        try (Page page = Page.open(uri);
                Page next = Page.open(uri)) {
            String token = publish(page);
            page.leave(4000);
            assertThat(next.resume(token, page.taken()).path("recovered").booleanValue()).isTrue();
            next.leave(1000);
            awaitNoConnections();
        }
    }

    /** As a browser's {@code ws.close()} does. */
    @Test
    void holdsSessionAfterCloseFrameWithoutCode() throws IOException {
        try (RawWebSocket raw = new RawWebSocket(uri);
                Page next = Page.open(uri)) {
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
    void closesFloodOverOtherEventLoop() {
        try (Page page = Page.open(uri);
                Page next = Page.open(uri)) {
            String token = publish(page);
            next.resume(token, page.taken());
            next.flood(
                    () ->
                            IntStream.range(0, 3000)
                                    .forEach(_ -> next.send("{'id':1,'type':'dance'}")));
            assertThat(next.awaitClose().code()).isEqualTo(4429);
            awaitNoConnections();
        }
    }

    private String publish(Page page) {
        page.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        page.send("{'id':2,'type':'createStream'}");
        page.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        assertThat(page.answer(3).path("type").textValue()).isEqualTo("result");
        return page.token();
    }

    private void awaitNoConnections() {
        origin.when(state -> state.connections() == 0).orTimeout(20, TimeUnit.SECONDS).join();
    }
}

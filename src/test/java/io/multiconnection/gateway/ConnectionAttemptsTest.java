package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limit of connection attempts to one host: 20 attempts an hour. */
class ConnectionAttemptsTest {

    private static final int BURST = 20;
    private static final String REFUSED =
            "too many connection attempts to 127.0.0.1, try again in 3";

    private final HostileServer server = new HostileServer();
    private int id = 10;
    private final TestSession session = new TestSession(Duration.ofHours(1));

    @AfterEach
    void close() {
        session.close();
        server.close();
    }

    @Test
    void connectsToSixteenServersOfOneHost() {
        connect(16);
        assertThat(server.connections()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':%d,'type':'reconnect','server':0}",
                "{'id':%d,'type':'reconnect','server':0,'to':'rtmp://127.0.0.1:PORT/other'}"
            })
    void rejectsReconnectBeyondHostRate(String request) {
        connect(16);
        String text = request.replace("PORT", Integer.toString(server.port()));
        for (int i = 0; i < 60; i++) { // heavier requests are rejected for their weight
            ask(text);
        }
        JsonNode answer = ask(text);
        assertThat(answer.path("message").textValue()).contains(REFUSED);
        assertThat(server.connections()).isEqualTo(BURST);
    }

    private JsonNode ask(String request) {
        id++;
        return session.send(request.formatted(id)).answer(id);
    }

    @Test
    void rejectsRepeatedConnect() {
        String connect = "{'id':%%d,'type':'connect','servers':[%s],'require':'all'}";
        for (int i = 0; i < 2; i++) {
            assertThat(ask(connect.formatted(urls(8))).path("type").textValue())
                    .isEqualTo("result");
            ask("{'id':%d,'type':'disconnect'}");
        }
        assertThat(ask(connect.formatted(urls(8))).path("message").textValue()).contains(REFUSED);
        assertThat(server.connections()).isBetween(16, BURST);
    }

    @Test
    void rejectsAddServerOfRateLimitedHost() {
        connect(15);
        for (int i = 0; i < 5; i++) {
            ask("{'id':%%d,'type':'addServer','server':'%s'}".formatted(server.url(20 + i)));
            session.server(15 + i, "Live");
            ask("{'id':%%d,'type':'removeServer','server':%d}".formatted(15 + i));
        }
        session.send("{'id':2,'type':'addServer','server':'%s'}".formatted(server.url(30)));
        JsonNode state = session.server(20, "Failed");
        assertThat(state.path("cause").textValue()).isEqualTo("unreachable");
        assertThat(state.path("text").textValue()).startsWith(server.url(30) + ": " + REFUSED);
        assertThat(server.connections()).isEqualTo(BURST);
    }

    @Test
    void rejectsPlayThatNeedsAnotherConnection() {
        connect(16);
        for (int i = 0; i < 5; i++) {
            ask("{'id':%d,'type':'createStream'}");
            JsonNode answer =
                    ask(
                            "{'id':%%d,'type':'play','stream':%d,'name':'cam%d','servers':[0]}"
                                    .formatted(i + 1, i));
            if (i < 4) {
                assertThat(answer.path("type").textValue()).isEqualTo("result");
            } else {
                assertThat(answer.path("message").textValue()).contains(REFUSED);
            }
        }
        assertThat(server.connections()).isEqualTo(BURST);
    }

    private void connect(int servers) {
        session.send(
                "{'id':1,'type':'connect','recover':false,'servers':[%s]}"
                        .formatted(urls(servers)));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private String urls(int servers) {
        return IntStream.range(0, servers)
                .mapToObj(app -> "'" + server.url(app) + "'")
                .collect(Collectors.joining(","));
    }
}

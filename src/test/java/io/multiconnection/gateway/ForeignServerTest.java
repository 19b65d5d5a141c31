package io.multiconnection.gateway;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.resolver.DefaultAddressResolverGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions publish to and play from servers with the habits of other projects. */
class ForeignServerTest {

    enum Kind {
        SRS {
            @Override
            ForeignServer server() {
                return new ForeignServer.Srs();
            }
        },
        ZLMEDIAKIT {
            @Override
            ForeignServer server() {
                return new ForeignServer.ZlMediaKit();
            }
        },
        CRTMPSERVER {
            @Override
            ForeignServer server() {
                return new ForeignServer.Crtmpserver();
            }
        };

        abstract ForeignServer server();
    }

    /** Plays over the connections that it publishes over. */
    private final TestSession session =
            new TestSession(DefaultAddressResolverGroup.INSTANCE, TestSession.LIMITS, false);

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @EnumSource
    void publishesAndPlaysOverOneConnection(Kind kind) {
        ForeignServer server = kind.server();
        try (ScriptedServer running = new ScriptedServer(server)) {
            connect(running);
            JsonNode published = request(3, "'type':'publish','stream':1,'name':'cam'");
            assertThat(published.path("type").asText())
                    .as(published.toString())
                    .isEqualTo("result");
            session.media(9, 1, 0, 0x17, 0, 0, 0, 0);
            session.media(9, 1, 0, 0x17, 1, 0, 0, 0);
            await().untilAsserted(
                            () ->
                                    assertThat(server.receivedMedia())
                                            .contains("video 1700000000", "video 1701000000"));

            session.send("{'id':4,'type':'createStream'}").answer(4);
            JsonNode played = request(5, "'type':'play','stream':2,'name':'show'");
            assertThat(played.path("type").asText()).as(played.toString()).isEqualTo("result");
            assertThat(session.nextMedia()).isEqualTo("video 1700000000 at 0");
            assertThat(session.nextMedia()).isEqualTo("audio af00 at 0");
            assertThat(session.nextMedia()).isEqualTo("video 1701000000 at 0");

            session.media(9, 1, 40, 0x27, 1, 0, 0, 0);
            await().untilAsserted(
                            () -> assertThat(server.receivedMedia()).contains("video 2701000000"));
        }
    }

    @Test
    void deliversMetadataOnStreamZero() {
        try (ScriptedServer running = new ScriptedServer(new ForeignServer.ZlMediaKit())) {
            connect(running);
            session.send("{'id':3,'type':'play','stream':1,'name':'show','timeout':2000}");

            JsonNode data = session.await(it -> it.path("handler").asText().equals("onMetaData"));
            assertThat(data.path("stream").intValue()).isEqualTo(1);
        }
    }

    @Test
    void reportsRefusalOnStreamZero() {
        try (ScriptedServer running = new ScriptedServer(new ForeignServer.ZlMediaKit())) {
            connect(running);

            JsonNode refused = request(3, "'type':'publish','stream':1,'name':'taken'");

            assertThat(refused.path("type").asText()).isEqualTo("error");
            assertThat(refused.path("message").asText())
                    .contains("words of the server")
                    .doesNotContain("closed the connection");
        }
    }

    @Test
    void failsUnansweredPlayAfterTimeout() {
        try (ScriptedServer running = new ScriptedServer(new ForeignServer.Crtmpserver())) {
            connect(running);

            JsonNode unanswered =
                    session.send(
                                    "{'id':3,'type':'play','stream':1,'name':'absent',"
                                            + "'timeout':300}")
                            .answer(3);
            assertThat(unanswered.path("type").asText()).isEqualTo("error");

            JsonNode played = request(4, "'type':'play','stream':1,'name':'show'");
            assertThat(played.path("type").asText()).as(played.toString()).isEqualTo("result");
        }
    }

    private void connect(ScriptedServer server) {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(server.url("live")));
        JsonNode answer = session.answer(1);
        assertThat(answer.path("type").asText()).as(answer.toString()).isEqualTo("result");
        session.send("{'id':2,'type':'createStream'}").answer(2);
    }

    private JsonNode request(int id, String fields) {
        return session.send("{'id':%d,%s,'timeout':2000}".formatted(id, fields)).answer(id);
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.protocol.CloseCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of requests (PROTOCOL.md, section 3): each open request is answered exactly once. */
class RequestIdsTest {

    private final SilentServer server = new SilentServer();
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':1,'type':'disconnect'}",
                "{'id':1,'type':'publish','stream':1}",
                "{'id':1,'type':'dance'}",
                "{'id':1,'type':'resume','token':'x','received':0}",
                "{'id':1,'type':'createStream','unknown':null}",
            })
    void refusesARequestWithTheIdOfAnOpenOneByAnEventWithoutId(String second) {
        openConnect(1);
        session.send(second);
        JsonNode refused = session.await("error");
        assertThat(refused.has("id")).as(refused.toString()).isFalse();
        session.send("{'id':2,'type':'disconnect'}");
        List<JsonNode> answers =
                List.of(
                        session.await(RequestIdsTest::isAnswer),
                        session.await(RequestIdsTest::isAnswer));
        assertThat(answers)
                .extracting(answer -> answer.path("id").intValue())
                .containsExactlyInAnyOrder(1, 2);
        assertThat(answers)
                .filteredOn(answer -> answer.path("id").intValue() == 1)
                .extracting(answer -> answer.path("code").textValue())
                .containsExactly("setup-failed");
    }

    @Test
    void refusesTheIdOfAnOpenRequestAlsoWhereAsManyAreOpenAsMayBe() {
        openConnect(1);
        for (int id = 2; id <= SessionLimits.DEFAULT.counts().requests(); id++) {
            session.send("{'id':%d,'type':'call','method':'m'}".formatted(id));
        }
        JsonNode refused = session.send("{'id':1,'type':'createStream'}").await("error");
        assertThat(refused.has("id")).isFalse();
        assertThat(refused.path("code").textValue()).isEqualTo("too-many");
    }

    @Test
    void anIdIsFreeAgainOnceItIsAnswered() {
        for (int i = 0; i < 3; i++) {
            JsonNode answer = session.send("{'id':7,'type':'createStream'}").answer(7);
            assertThat(answer.path("code").textValue()).isEqualTo("bad-state");
        }
    }

    @Test
    void aRequestWithoutAnIdThatCanBeAnsweredIsRefusedByAnEvent() {
        for (String id : List.of("", "'id':null,", "'id':-1,", "'id':1.5,", "'id':'1',")) {
            JsonNode refused = session.send("{%s'type':'disconnect'}".formatted(id)).next();
            if (refused.path("type").textValue().equals("hello")) {
                refused = session.next();
            }
            assertThat(refused.path("type").textValue()).isEqualTo("error");
            assertThat(refused.has("id")).isFalse();
            assertThat(refused.path("code").textValue()).isEqualTo("bad-request");
        }
    }

    /** By which a client finds out whether its WebSocket still leads anywhere (section 18). */
    @Test
    void requestsThatChangeNothingAreAnsweredAtOnceInAnyState() {
        assertThat(session.send("{'id':3,'type':'disconnect'}").answer(3).path("type").asText())
                .isEqualTo("result");
        String release = "{'id':%d,'type':'releaseSharedObject','name':'unused'}";
        assertThat(session.send(release.formatted(4)).answer(4).path("code").asText())
                .isEqualTo("no-such-object");
        openConnect(1);
        assertThat(session.send(release.formatted(5)).answer(5).path("code").asText())
                .isEqualTo("no-such-object");
    }

    @Test
    void aNameThatStandsTwiceInAnObjectEndsTheSession() {
        session.sendRaw("{\"id\":1,\"id\":2,\"type\":\"disconnect\"}");
        assertThat(session.awaitClose()).isEqualTo(CloseCode.BAD_MESSAGE);
    }

    private void openConnect(int id) {
        session.send(
                "{'id':%d,'type':'connect','servers':['%s'],'timeout':60000}"
                        .formatted(id, server.url("live")));
        session.server(0, "Connecting");
    }

    private static boolean isAnswer(JsonNode message) {
        return message.has("id");
    }
}

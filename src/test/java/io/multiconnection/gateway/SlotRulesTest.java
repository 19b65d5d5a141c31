package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Effects of clearSharedObject, and refusals of setSlots (PROTOCOL.md, section 4). */
class SlotRulesTest {

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private final TestSession session = new TestSession();
    private final TestSession other = new TestSession();

    @AfterEach
    void close() {
        session.close();
        other.close();
        origin.close();
    }

    @Test
    void everySlotSucceedsWithoutAValueAndIsDeletedForOthers() {
        for (TestSession user : List.of(session, other)) {
            user.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
            user.answer(1);
            user.send("{'id':2,'type':'useSharedObject','name':'o'}").answer(2);
        }
        session.send(
                "{'id':3,'type':'setSlots','name':'o','changes':["
                        + "{'path':['x'],'value':1},{'path':['y'],'value':2}]}");
        awaitSync(session, "success");
        awaitSync(other, "change");
        session.send("{'id':4,'type':'clearSharedObject','name':'o'}");
        assertThat(session.answer(4).path("type").textValue()).isEqualTo("result");
        assertSlotsAreGone(awaitSync(session, "success"), "success");
        assertSlotsAreGone(awaitSync(other, "delete"), "delete");
    }

    @Test
    void anEmptyObjectIsClearedWithoutASync() {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        session.answer(1);
        session.send("{'id':2,'type':'useSharedObject','name':'o'}").answer(2);
        awaitSync(session, "clear");
        session.send("{'id':3,'type':'clearSharedObject','name':'o'}").answer(3);
        assertThat(session.next(Duration.ofMillis(50))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'%s':1}",
                "{'$amf':'object','class':'%s','properties':{}}",
            })
    void aNameOfMoreThan65535BytesIsABadRequest(String value) {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        session.answer(1);
        session.send("{'id':2,'type':'useSharedObject','name':'o'}").answer(2);
        session.send(
                "{'id':3,'type':'setSlots','name':'o','changes':[{'path':['x'],'value':%s}]}"
                        .formatted(value.formatted("ä".repeat(32_768))));
        JsonNode refused = session.answer(3);
        assertThat(refused.path("code").textValue()).isEqualTo("bad-request");
        assertThat(refused.path("message").textValue()).contains("expected up to 65535");
    }

    private static JsonNode awaitSync(TestSession user, String code) {
        return user.await(
                message -> message.path("changes").path(0).path("code").asText().equals(code));
    }

    private static void assertSlotsAreGone(JsonNode sync, String code) {
        assertThat(sync.path("changes").findValuesAsText("code")).containsExactly(code, code);
        assertThat(sync.path("changes").findValuesAsText("slot"))
                .containsExactlyInAnyOrder("x", "y");
        assertThat(sync.path("changes").findValues("value")).isEmpty();
    }
}

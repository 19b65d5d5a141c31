package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.Origin.Options;
import io.multiconnection.protocol.RejectReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Temporary errors: the same request may succeed later (PROTOCOL.md, section 9). */
class TemporaryErrorsTest {

    private static final String NOBODY = "rtmp://127.0.0.1:1/live";

    private final Origin origin =
            Origin.start(
                    Options.DEFAULT
                            .refusingApp("closed")
                            .refusingStream("taken")
                            .answering("never", _ -> new CompletableFuture<>()));
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        origin.close();
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, all, true",
        "nobody live, all, true",
        "closed, all, false",
        "closed live, all, false",
        "closed nobody, any, true",
        "nobody nobody, any, true",
        "closed closed, any, false",
    })
    void aSetupMayPassIfEnoughServersHaveNotRefused(
            String servers, String require, boolean temporary) {
        session.send(
                "{'id':1,'type':'connect','servers':[%s],'require':'%s'}"
                        .formatted(list(servers), require));
        assertError(session.answer(1), "setup-failed", temporary);
    }

    @Test
    void aServerThatDoesNotAnswerMayDoSoLater() {
        try (SilentServer silent = new SilentServer()) {
            session.send(
                    "{'id':1,'type':'connect','servers':['%s'],'timeout':100}"
                            .formatted(silent.url("live")));
            assertError(session.answer(1), "setup-failed", true);
        }
    }

    @Test
    void aPublishIsTemporaryUnlessItWasRefused() {
        connect("live");
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'taken'}");
        assertError(session.answer(3), "publish-failed", false);
    }

    @Test
    void aReconnectIsTemporaryUnlessItWasRefused() {
        connect("live");
        session.send("{'id':2,'type':'reconnect','server':0,'to':'%s'}".formatted(NOBODY));
        assertError(session.answer(2), "setup-failed", true);
        session.send(
                "{'id':3,'type':'reconnect','server':0,'to':'%s'}".formatted(origin.url("closed")));
        assertError(session.answer(3), "setup-failed", false);
    }

    @Test
    void aPlayIsTemporaryWhereAServerWasNotReached() {
        session.send(
                "{'id':1,'type':'connect','servers':[%s],'require':'any'}"
                        .formatted(list("live nobody")));
        session.answer(1);
        session.send("{'id':2,'type':'createStream'}").answer(2);
        session.send("{'id':3,'type':'play','stream':1,'name':'x','servers':[1]}");
        assertError(session.answer(3), "play-failed", true);
    }

    @Test
    void aPlayOfServersThatRefusedIsNotTemporary() {
        session.send(
                "{'id':1,'type':'connect','servers':[%s],'require':'any'}"
                        .formatted(list("closed live")));
        boolean isAnswered = false;
        boolean isRejected = false;
        while (!isAnswered || !isRejected) {
            JsonNode message = session.next();
            isAnswered |= message.has("id");
            isRejected |= message.path("state").asText().equals("Rejected");
        }
        session.send("{'id':2,'type':'createStream'}").answer(2);
        session.send("{'id':3,'type':'play','stream':1,'name':'x','servers':[0]}");
        JsonNode answer = session.answer(3);
        assertError(answer, "play-failed", false);
    }

    @Test
    void requestsAndCallsThatWaitPass() {
        connect("live");
        int max = SessionLimits.DEFAULT.counts().requests();
        for (int id = 10; id < 10 + max; id++) {
            session.send("{'id':%d,'type':'call','method':'never'}".formatted(id));
        }
        session.send("{'id':2,'type':'call','method':'never'}");
        assertError(session.answer(2), "too-many", true);
    }

    @Test
    void limitsThatTheClientHasToGiveWayToDoNotPass() {
        connect("live");
        for (int id = 10; id < 10 + SessionLimits.DEFAULT.counts().streams(); id++) {
            session.send("{'id':%d,'type':'createStream'}".formatted(id)).answer(id);
        }
        session.send("{'id':2,'type':'createStream'}");
        assertError(session.answer(2), "too-many", false);
    }

    @Test
    void whatIsWrongStaysWrong() {
        assertError(session.send("{'id':2,'type':'dance'}").answer(2), "unknown-type", false);
        assertError(session.send("{'id':2,'type':'publish'}").answer(2), "bad-request", false);
        assertError(session.send("{'id':2,'type':'createStream'}").answer(2), "bad-state", false);
        assertError(
                session.send("{'id':2,'type':'connect','servers':[{'pool':'x'}]}").answer(2),
                "no-such-pool",
                false);
    }

    @Test
    void aRoomMayHaveAPlaceLaterUnlessItIsNoneOrSomebodySaidNo() {
        assertThat(List.of(RejectReason.values()))
                .filteredOn(RejectReason::isTemporary)
                .containsExactly(
                        RejectReason.FULL,
                        RejectReason.ADMISSION_FAILED,
                        RejectReason.TIMEOUT,
                        RejectReason.TOO_MANY,
                        RejectReason.UNAVAILABLE);
    }

    private void connect(String servers) {
        session.send("{'id':1,'type':'connect','servers':[%s]}".formatted(list(servers)));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private String list(String servers) {
        return String.join(
                ",",
                Pattern.compile(" ")
                        .splitAsStream(servers)
                        .map(app -> app.equals("nobody") ? NOBODY : origin.url(app))
                        .map(url -> "'" + url + "'")
                        .toList());
    }

    private static void assertError(JsonNode answer, String code, boolean temporary) {
        assertThat(answer.path("code").textValue()).as(answer.toString()).isEqualTo(code);
        assertThat(answer.has("temporary")).as(answer.toString()).isEqualTo(temporary);
        assertThat(answer.path("temporary").asBoolean()).isEqualTo(temporary);
    }
}

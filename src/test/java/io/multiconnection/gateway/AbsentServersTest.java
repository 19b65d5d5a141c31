package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.target.BackoffPolicy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests on all servers, made while one of the servers is Recovering, Failed or Rejected. */
class AbsentServersTest {

    /** A request that waits for servers, with id 5. */
    enum Operation {
        PUBLISH("{'id':5,'type':'publish','stream':1,'name':'show','timeout':%d}", "publish"),
        USE("{'id':5,'type':'useSharedObject','name':'info','timeout':%d}", "shared-object");

        private final String json;
        private final String failure;

        Operation(String json, String failure) {
            this.json = json;
            this.failure = failure;
        }

        String within(int millis) {
            return json.formatted(millis);
        }

        String failure() {
            return failure + "-failed";
        }

        /** Ends what the request has begun, with request 6. */
        String end() {
            return this == PUBLISH
                    ? "{'id':6,'type':'closeStream','stream':1}"
                    : "{'id':6,'type':'releaseSharedObject','name':'info'}";
        }
    }

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MINUTE = 60_000;

    private final Origin steady = Origin.start(OriginOptions.DEFAULT);
    private Origin other = Origin.start(OriginOptions.DEFAULT);
    private TestSession session = new TestSession(rules(Duration.ofMillis(10)));

    @AfterEach
    void close() {
        session.close();
        other.close();
        steady.close();
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheNextConnectionOfAServerThatRecovers(Operation operation) {
        connect("all", "");
        lose();
        session.send(operation.within(MINUTE));
        restart();
        assertSucceeds();
    }

    @ParameterizedTest
    @EnumSource
    void waitsForAServerThatIsLostMeanwhile(Operation operation) {
        connect("all", "");
        try (ScriptedServer mute = ScriptedServer.that(_ -> {})) {
            session.send(
                    "{'id':4,'type':'reconnect','server':1,'to':'%s'}".formatted(mute.url("live")));
            session.answer(4);
            session.send(operation.within(MINUTE));
            session.send("{'id':7,'type':'call','method':'echo','on':0}").answer(7);
        }
        session.server(1, "Recovering");
        session.send(
                "{'id':8,'type':'reconnect','server':1,'to':'%s'}".formatted(other.url("live")));
        assertSucceeds();
    }

    @ParameterizedTest
    @EnumSource
    void failsInTimeWhereAServerThatRecoversIsNotBack(Operation operation) {
        session.close();
        session = new TestSession(rules(HOUR));
        connect("all", "");
        lose();
        session.send(operation.within(100));
        JsonNode answer = session.answer(5);
        assertThat(answer.path("code").textValue()).isEqualTo(operation.failure());
        assertThat(answer.path("message").textValue())
                .startsWith("1 of 2 servers, 2 required: " + other.url("live"))
                .endsWith("; not back within 100 ms");
    }

    @ParameterizedTest
    @EnumSource
    void doesNotWaitForAServerThatIsNotRequired(Operation operation) {
        session.close();
        session = new TestSession(rules(HOUR));
        connect("any", "");
        lose();
        session.send(operation.within(MINUTE));
        assertSucceeds();
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutAServerThatFailed(Operation operation) {
        connect("all", ",'recover':false");
        other.close();
        session.server(1, "Failed");
        session.send(operation.within(MINUTE));
        assertSucceeds();
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutAServerThatRefused(Operation operation) {
        reject();
        session.send(operation.within(MINUTE));
        assertSucceeds();
    }

    @ParameterizedTest
    @EnumSource
    void failsAtOnceWithAllReasonsWhereNoServerIsLeft(Operation operation) {
        connect("any", ",'recover':false");
        steady.close();
        other.close();
        session.server(0, "Failed");
        session.server(1, "Failed");
        session.send(operation.within(MINUTE));
        JsonNode answer = session.answer(5);
        assertThat(answer.path("code").textValue()).isEqualTo(operation.failure());
        assertThat(answer.path("message").textValue())
                .startsWith("0 of 2 servers, 1 required: ")
                .contains(steady.url("live") + ": ", other.url("live") + ": ");
    }

    @ParameterizedTest
    @EnumSource
    void doesWithoutAServerThatIsRemovedWhileItRecovers(Operation operation) {
        session.close();
        session = new TestSession(rules(HOUR));
        connect("all", "");
        lose();
        session.send(operation.within(MINUTE));
        session.send("{'id':7,'type':'removeServer','server':1}");
        assertSucceeds();
    }

    @ParameterizedTest
    @EnumSource
    void failsAtOnceWhereItIsEndedWhileAServerRecovers(Operation operation) {
        session.close();
        session = new TestSession(rules(HOUR));
        connect("all", "");
        lose();
        session.send(operation.within(MINUTE)).send(operation.end());
        assertThat(session.answer(5).path("code").textValue()).isEqualTo(operation.failure());
        assertThat(session.answer(6).path("type").textValue()).isEqualTo("result");
    }

    @ParameterizedTest
    @EnumSource
    void failsAtOnceOnDisconnectWhileAServerRecovers(Operation operation) {
        session.close();
        session = new TestSession(rules(HOUR));
        connect("all", "");
        lose();
        session.send(operation.within(MINUTE)).send("{'id':6,'type':'disconnect'}");
        assertThat(session.answer(5).path("code").textValue()).isEqualTo(operation.failure());
    }

    @Test
    void publishesAgainOnTheServersThatAreLeft() {
        other.close();
        other =
                Origin.start(
                        OriginOptions.DEFAULT.on("127.0.0.1", other.port()).refusingStream("show"));
        connect("all", "");
        session.send(Operation.PUBLISH.within(MINUTE));
        assertThat(session.answer(5).path("code").textValue()).isEqualTo("publish-failed");
        session.send(Operation.PUBLISH.within(MINUTE));
        assertSucceeds();
    }

    @Test
    void aServerThatWasAwayHasOneLegInEachAck() {
        connect("any", "");
        lose();
        session.send(Operation.PUBLISH.within(MINUTE));
        assertSucceeds();
        session.media(9, 1, 0, 0x17, 1, 0, 0, 0, 1);
        assertThat(session.await("ack").path("servers").findValuesAsText("server"))
                .containsExactly("0");
        restart();
        session.status("NetStream.Publish.Start");
        session.media(9, 1, 40, 0x17, 1, 0, 0, 0, 1);
        assertThat(
                        session.await(
                                        it ->
                                                it.path("type").asText().equals("ack")
                                                        && it.path("timestamp").intValue() == 40)
                                .path("servers")
                                .findValuesAsText("server"))
                .containsExactly("0", "1");
    }

    private static BackoffPolicy rules(Duration first) {
        return new BackoffPolicy(true, first, first.multipliedBy(4), HOUR);
    }

    private void connect(String require, String more) {
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s'],'require':'%s'%s}"
                        .formatted(steady.url("live"), other.url("live"), require, more));
        session.server(1, "Live");
        session.send("{'id':2,'type':'createStream'}").answer(2);
    }

    private void lose() {
        other.close();
        session.server(1, "Recovering");
    }

    private void restart() {
        other = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", other.port()));
    }

    private void reject() {
        other.close();
        other =
                Origin.start(
                        OriginOptions.DEFAULT.on("127.0.0.1", other.port()).refusingApp("live"));
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s'],'require':'any'}"
                        .formatted(steady.url("live"), other.url("live")));
        session.server(1, "Rejected");
        session.send("{'id':2,'type':'createStream'}").answer(2);
    }

    private void assertSucceeds() {
        assertThat(session.answer(5).path("type").textValue()).isEqualTo("result");
    }
}

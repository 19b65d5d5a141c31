package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules of PROTOCOL.md about streams beside their ordinary course. */
class StreamRulesTest {

    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};
    private static final String NOBODY = "rtmp://127.0.0.1:1/live";

    private final Origin a = Origin.start(OriginOptions.DEFAULT);
    private final Origin b = Origin.start(OriginOptions.DEFAULT);
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        a.close();
        b.close();
    }

    @Test
    void createStreamIsAnsweredWhenConnectIsSettled() {
        try (SilentServer silent = new SilentServer()) {
            session.send(
                    "{'id':1,'type':'connect','servers':['%s'],'timeout':300}"
                            .formatted(silent.url("live")));
            session.send("{'id':2,'type':'createStream'}");
            JsonNode first = session.await(message -> message.has("id"));
            assertThat(first.path("id").intValue()).isEqualTo(1);
            assertThat(first.path("code").textValue()).isEqualTo("setup-failed");
            assertThat(session.answer(2).path("code").textValue()).isEqualTo("bad-state");
        }
    }

    @Test
    void aPublishedStreamIsNotPublishedAgain() {
        connect("'" + a.url("live") + "'");
        publish("show");
        JsonNode refused =
                session.send("{'id':4,'type':'publish','stream':1,'name':'other'}").answer(4);
        assertThat(refused.path("code").textValue()).isEqualTo("bad-state");
        session.media(9, 1, 0, KEYFRAME);
        keyframes(a, "show", 1);
    }

    @Test
    void anEmptyNameIsAskedOfTheServerWhichMayRefuseIt() {
        connect("'" + a.url("live") + "'");
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':''}");
        JsonNode refused =
                session.await(it -> it.path("info").path("level").asText().equals("error"));
        assertThat(refused.path("server").intValue()).isZero();
        assertThat(refused.has("server")).isTrue();
        assertThat(session.answer(3).path("code").textValue()).isEqualTo("publish-failed");
    }

    @Test
    void aPlayWithAnEmptyListOfServersTriesAllInTheirOrder() {
        connect("'" + a.url("live") + "','" + b.url("live") + "'");
        session.send("{'id':2,'type':'createStream'}").answer(2);
        session.send("{'id':3,'type':'play','stream':1,'name':'show','servers':[]}");
        assertThat(session.answer(3).path("server").intValue()).isZero();
    }

    @Test
    void aPlayNamesServersThatAreThere() {
        connect("'" + a.url("live") + "'");
        session.send("{'id':2,'type':'createStream'}").answer(2);
        JsonNode refused =
                session.send("{'id':3,'type':'play','stream':1,'name':'x','servers':[0,1]}")
                        .answer(3);
        assertThat(refused.path("code").textValue()).isEqualTo("no-such-server");
    }

    @Test
    void anAckListsTheServersThatTheStreamWasBegunOn() {
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s','%s'],'require':'any'}"
                        .formatted(a.url("live"), NOBODY, b.url("live")));
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        Set<String> started = new HashSet<>();
        while (!started.containsAll(Set.of("0", "2"))) {
            started.add(session.status("NetStream.Publish.Start").path("server").asText());
        }
        session.media(9, 1, 0, KEYFRAME);
        session.media(9, 1, 40, FRAME);
        JsonNode ack = session.await(it -> it.path("timestamp").intValue() == 40);
        assertThat(ack.path("servers").findValuesAsText("server")).containsExactly("0", "2");
    }

    @Test
    void aTimestampThatGoesBackIsThatOfTheFrameBefore() {
        connect("'" + a.url("live") + "'");
        publish("show");
        session.media(9, 1, 1000, KEYFRAME).media(9, 1, 500, FRAME).media(8, 1, 200, 0x2f, 1);
        JsonNode ack = session.await(it -> it.path("bytes").intValue() == 14 + 14 + 10);
        assertThat(ack.path("timestamp").intValue()).isEqualTo(200); // audio has a time of its own
        session.media(9, 1, 600, FRAME);
        assertThat(
                        session.await(it -> it.path("bytes").intValue() == 14 + 14 + 10 + 14)
                                .path("timestamp")
                                .intValue())
                .isEqualTo(1000);
    }

    @Test
    void mediaForAStreamThatIsNotPublishedIsAnErrorAndForAClosedOneIsNot() {
        connect("'" + a.url("live") + "'");
        publish("show");
        session.media(9, 7, 0, KEYFRAME);
        JsonNode error = session.await("error");
        assertThat(error.path("code").textValue()).isEqualTo("not-publishing");
        assertThat(error.has("id")).isFalse();
        session.send("{'id':4,'type':'closeStream','stream':1}");
        session.media(9, 1, 0, KEYFRAME);
        session.answer(4);
        session.media(9, 1, 0, KEYFRAME);
        assertThat(session.next(Duration.ofMillis(50))).isEmpty();
    }

    private void connect(String servers) {
        session.send("{'id':1,'type':'connect','servers':[" + servers + "]}");
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private void publish(String name) {
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'%s'}".formatted(name));
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
    }

    private static void keyframes(Origin origin, String name, int count) {
        origin.when(state -> state.stream("live", name).keyframes() == count)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}

package io.multiconnection.gateway;

import static io.multiconnection.origin.TestStream.keyframeAt;
import static io.multiconnection.origin.TestStream.soundAt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.Origin.Options;
import io.multiconnection.origin.OriginState;
import io.multiconnection.origin.TestStream;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybackTest {

    private static final String VIDEO_CONFIG = "video " + TestStream.VIDEO_CONFIGURATION;
    private static final String AUDIO_CONFIG = "audio " + TestStream.AUDIO_CONFIGURATION;

    private final Origin a = Origin.start(Options.DEFAULT);
    private final Origin b = Origin.start(Options.DEFAULT);
    private TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        a.close();
        b.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void playsFromTheFirstServer(boolean shared) {
        session.close();
        session =
                new TestSession(
                        DefaultAddressResolverGroup.INSTANCE, SessionLimits.DEFAULT, shared);
        try (TestStream publisher = TestStream.publish(a, "show")) {
            connect();
            JsonNode start = play("");
            assertThat(start.path("server").intValue()).isZero();
            begin(publisher, 0);

            JsonNode data = session.await("data");
            assertThat(data.path("server").intValue()).isZero();
            assertThat(data.path("stream").intValue()).isEqualTo(1);
            assertThat(data.path("handler").textValue()).isEqualTo("onMetaData");
            assertThat(data.path("args").path(0).path("properties").path("width").intValue())
                    .isEqualTo(320);
            assertMedia(VIDEO_CONFIG + " at 0", AUDIO_CONFIG + " at 0", keyframeAt(0));
            int connections = shared ? 3 : 2;
            await(a, state -> state.connections() == connections);

            session.send("{'id':9,'type':'closeStream','stream':1}").answer(9);
            await(a, state -> state.stream("live", "show").players() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,-1", "false,-1", "true,-2"})
    void endsALivePlayAfterItsLength(boolean shared, int start) {
        session.close();
        session =
                new TestSession(
                        DefaultAddressResolverGroup.INSTANCE, SessionLimits.DEFAULT, shared);
        try (TestStream publisher = TestStream.publish(a, "show")) {
            connect();
            play(",'servers':[0],'length':2.5,'start':" + start);
            begin(publisher, 1000);
            publisher.sound(3500);
            publisher.sound(3501);
            publisher.sound(3600);
            assertMedia(VIDEO_CONFIG + " at 1000", AUDIO_CONFIG + " at 1000", keyframeAt(1000));
            assertThat(session.nextMedia()).isEqualTo(soundAt(3500));
            JsonNode data = session.await("data");
            while (!data.path("handler").textValue().equals("onPlayStatus")) {
                data = session.await("data");
            }
            JsonNode info = data.path("args").path(0);
            assertThat(info.path("code").textValue()).isEqualTo("NetStream.Play.Complete");
            assertThat(info.path("duration").doubleValue()).isEqualTo(2.5);
            assertThat(info.path("bytes").intValue()).isEqualTo(15);
            session.status("NetStream.Play.Stop");
            await(a, state -> state.stream("live", "show").players() == 0);
            if (start == -1) {
                assertThat(code("{'id':5,'type':'pause','stream':1,'paused':true}", 5))
                        .isEqualTo("bad-state");
                assertThat(play(",'length':0").path("server").intValue()).isZero();
            }
        }
    }

    @Test
    void saysWhoPlays() {
        connect();
        session.send("{'id':3,'type':'play','stream':1,'name':'show'}");
        JsonNode own = session.status("NetStream.Play.Start");
        assertThat(own.path("server").intValue()).isZero();
        JsonNode merged = session.status("NetStream.Play.Start");
        assertThat(merged.has("server")).isFalse();
        assertThat(merged.path("info").path("server").intValue()).isZero();
        assertThat(session.answer(3).path("server").intValue()).isZero();
    }

    @Test
    void goesOnFromTheNextServerWhenTheFirstIsLost() {
        try (TestStream first = TestStream.publish(a, "show");
                TestStream second = TestStream.publish(b, "other")) {
            connect();
            play(",'names':{'1':'other'}");
            begin(first, 5000);
            begin(second, 100);
            assertMedia(VIDEO_CONFIG + " at 5000", AUDIO_CONFIG + " at 5000");
            assertThat(session.nextMedia()).isEqualTo(keyframeAt(5000));
            await(a, state -> state.stream("live", "show").players() == 1);

            a.close();
            await(b, state -> state.stream("live", "other").players() == 1);
            second.keyframe(140);
            JsonNode info = session.status("NetStream.Play.Failover").path("info");
            assertThat(info.path("level").textValue()).isEqualTo("warning");
            assertThat(info.path("from").intValue()).isZero();
            assertThat(info.path("to").intValue()).isEqualTo(1);
            assertThat(info.path("gap").isNumber()).isTrue();
            assertThat(session.await("data").path("timestamp").intValue()).isEqualTo(5020);
            assertMedia(VIDEO_CONFIG + " at 5020", AUDIO_CONFIG + " at 5020");
            assertThat(session.nextMedia()).startsWith("video 1701").endsWith("at 5020");
        }
    }

    @Test
    void aStreamThatIsUnpublishedGoesOnFromWhereItIsPublished() {
        try (TestStream second = TestStream.publish(b, "show")) {
            connect();
            try (TestStream first = TestStream.publish(a, "show")) {
                play("");
                begin(first, 0);
                assertMedia(VIDEO_CONFIG + " at 0", AUDIO_CONFIG + " at 0", keyframeAt(0));
            }
            session.status("NetStream.Play.UnpublishNotify");
            await(b, state -> state.stream("live", "show").players() == 1);
            begin(second, 0);
            session.status("NetStream.Play.Failover");
            assertMedia(VIDEO_CONFIG + " at 20");
        }
    }

    @Test
    void aServerThatIsNotAskedOrNotConnectedIsPassedOver() {
        try (TestStream publisher = TestStream.publish(b, "show")) {
            session.send(
                    "{'id':1,'type':'connect','require':'any','servers':['%s','%s']}"
                            .formatted("rtmp://127.0.0.1:1/live", b.url("live")));
            session.server(0, "Failed");
            session.send("{'id':2,'type':'createStream'}");
            session.answer(1);
            assertThat(play(",'servers':[0,1]").path("server").intValue()).isEqualTo(1);
            begin(publisher, 0);
            assertMedia(VIDEO_CONFIG + " at 0");
            session.send("{'id':4,'type':'play','stream':1,'name':'show','servers':[0]}");
            JsonNode failed = session.answer(4);
            assertThat(failed.path("code").textValue()).isEqualTo("play-failed");
            assertThat(failed.path("message").textValue())
                    .isEqualTo("rtmp://127.0.0.1:1/live: not connected");
            assertThat(code("{'id':5,'type':'pause','stream':1,'paused':true}", 5))
                    .isEqualTo("bad-state");
        }
    }

    @Test
    void whereNobodyPlaysItItFailsAndTheConnectionsStay() {
        connect();
        session.send("{'id':3,'type':'play','stream':1,'name':''}");
        JsonNode merged = session.await(it -> isMerged(it, "NetStream.Play.Failed"));
        assertThat(merged.path("info").path("level").textValue()).isEqualTo("error");
        assertThat(merged.path("info").path("description").textValue())
                .isEqualTo(
                        "%s: play was refused: A stream has a name.; %s: play was refused: A stream has a name."
                                .formatted(a.url("live"), b.url("live")));
        assertThat(session.answer(3).path("code").textValue()).isEqualTo("play-failed");
        session.send("{'id':4,'type':'call','method':'add','args':[1,2]}");
        assertThat(session.answer(4).path("answers")).hasSize(2);
    }

    @Test
    void aPlayThatIsReplacedOrClosedBeforeItsAnswerFails() {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(a.url("live")));
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'play','stream':1,'name':'one'}");
        session.send("{'id':4,'type':'play','stream':1,'name':'two'}");
        session.send("{'id':5,'type':'closeStream','stream':1}");
        assertThat(session.answer(3).path("code").textValue()).isEqualTo("play-failed");
        assertThat(session.answer(4).path("code").textValue()).isEqualTo("play-failed");
    }

    @Test
    void aLiveStreamGoesOnAfterAPauseFromAKeyframe() {
        try (TestStream publisher = TestStream.publish(a, "show")) {
            connect();
            play("");
            begin(publisher, 0);
            assertMedia(VIDEO_CONFIG + " at 0", AUDIO_CONFIG + " at 0", keyframeAt(0));
            session.send("{'id':4,'type':'pause','stream':1,'paused':true}").answer(4);
            publisher.keyframe(40);
            publisher.data("onCue");
            session.await(it -> it.path("handler").asText().equals("onCue"));
            session.send("{'id':5,'type':'pause','stream':1,'paused':false}").answer(5);
            publisher.interFrame(80);
            publisher.sound(80);
            publisher.keyframe(120);
            assertMedia(keyframeAt(120));
        }
    }

    @Test
    void onlyWhatIsWantedIsSent() {
        try (TestStream publisher = TestStream.publish(a, "show")) {
            connect();
            play("");
            session.send("{'id':4,'type':'receive','stream':1,'video':false}").answer(4);
            begin(publisher, 0);
            publisher.sound(20);
            assertMedia(AUDIO_CONFIG + " at 0", soundAt(20));
        }
    }

    @Test
    void whoReadsTooSlowlyLosesVideoUpToAKeyframeAndIsTold() {
        try (TestStream publisher = TestStream.publish(a, "show")) {
            connect();
            play("");
            begin(publisher, 0);
            assertMedia(VIDEO_CONFIG + " at 0", AUDIO_CONFIG + " at 0", keyframeAt(0));
            session.unreadMedia(SessionLimits.DEFAULT.buffers().playBytes());
            publisher.interFrame(40);
            publisher.interFrame(80);
            JsonNode info = session.status("NetStream.Play.InsufficientBW").path("info");
            assertThat(info.path("level").textValue()).isEqualTo("warning");
            assertThat(info.path("dropped").intValue()).isEqualTo(1);
            session.unreadMedia(0);
            publisher.interFrame(120);
            publisher.keyframe(160);
            assertMedia(keyframeAt(160));
        }
    }

    @Test
    void aStreamIsPublishedOrPlayed() {
        connect();
        play("");
        assertThat(code("{'id':4,'type':'publish','stream':1,'name':'x'}", 4))
                .isEqualTo("bad-state");
        session.send("{'id':5,'type':'createStream'}").answer(5);
        session.send("{'id':6,'type':'publish','stream':2,'name':'x'}");
        session.answer(6);
        assertThat(code("{'id':7,'type':'play','stream':2,'name':'x'}", 7)).isEqualTo("bad-state");
        session.media(9, 1, 0, 0x17, 1, 0, 0, 0, 1);
        assertThat(session.await("error").path("code").textValue()).isEqualTo("not-publishing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':7,'type':'play','stream':9,'name':'x'} | no-such-stream",
                "{'id':7,'type':'play','stream':1,'name':'x','servers':[2]} | no-such-server",
                "{'id':7,'type':'seek','stream':1,'position':2} | bad-state",
                "{'id':7,'type':'seek','stream':2,'position':2} | no-such-stream",
                "{'id':7,'type':'seek','stream':1,'position':-1} | bad-request",
                "{'id':7,'type':'pause','stream':2,'paused':true} | no-such-stream",
                "{'id':7,'type':'bufferTime','stream':1,'buffer':61} | bad-request",
                "{'id':7,'type':'play','stream':1,'name':'x','start':-3} | bad-request",
            })
    void whatCannotBeDoneIsAnswered(String request, String code) {
        connect();
        play("");
        assertThat(code(request, 7)).isEqualTo(code);
    }

    private void connect() {
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s']}"
                        .formatted(a.url("live"), b.url("live")));
        session.send("{'id':2,'type':'createStream'}");
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    /** Plays "show"; where nobody publishes it within half a second, the other server is tried. */
    private JsonNode play(String more) {
        session.send("{'id':3,'type':'play','stream':1,'name':'show'%s}".formatted(more));
        JsonNode answer = session.answer(3);
        assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("result");
        return answer;
    }

    private static void begin(TestStream publisher, int timestamp) {
        publisher.prelude();
        publisher.keyframe(timestamp);
    }

    private void assertMedia(String... expected) {
        for (String frame : expected) {
            assertThat(session.nextMedia()).isEqualTo(frame);
        }
    }

    private String code(String request, int id) {
        return session.send(request).answer(id).path("code").textValue();
    }

    private static boolean isMerged(JsonNode message, String code) {
        return !message.has("server") && message.path("info").path("code").asText().equals(code);
    }

    private static OriginState await(Origin origin, Predicate<OriginState> condition) {
        return origin.when(condition).orTimeout(20, TimeUnit.SECONDS).join();
    }
}

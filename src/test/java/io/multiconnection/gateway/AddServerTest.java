package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.Origin.Options;
import io.multiconnection.origin.StreamInfo;
import io.multiconnection.target.BackoffPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that come and go while others are live. */
class AddServerTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};

    private final Origin a = Origin.start(Options.DEFAULT);
    private final Origin b = Origin.start(Options.DEFAULT);
    private final TestSession session =
            new TestSession(
                    new BackoffPolicy(
                            true,
                            Duration.ofMillis(10),
                            Duration.ofMillis(40),
                            Duration.ofHours(1)),
                    SessionLimits.DEFAULT.withWork(new WorkLimits(1_000_000, 1)));

    @AfterEach
    void close() {
        session.close();
        a.close();
        b.close();
    }

    @Test
    void aServerThatIsAddedGoesLiveAtTheNextKeyframeUnderItsName() {
        connect("");
        publish();
        JsonNode added = add(9, b, ",'names':{'1':'other'}");
        assertThat(added.path("servers").get(0).path("server").intValue()).isEqualTo(1);
        assertThat(added.path("servers").get(0).path("state").textValue()).isEqualTo("Connecting");
        JsonNode status = session.status("NetStream.Publish.Start");
        assertThat(status.path("server").intValue()).isEqualTo(1);
        session.media(9, 1, 80, FRAME).media(9, 1, 120, KEYFRAME).media(9, 1, 160, FRAME);
        StreamInfo late = await(b, "other", it -> it.videoFrames() == 2);
        assertThat(late.videoConfigured()).isTrue();
        assertThat(late.keyframes()).isEqualTo(1);
        await(a, "show", it -> it.videoFrames() == 4);
    }

    @Test
    void aServerThatIsRemovedEndsAlone() {
        connect("");
        add(8, b, "");
        session.server(1, "Live");
        publish();
        await(b, "show", it -> it.keyframes() == 1);
        session.send("{'id':9,'type':'removeServer','server':1}");
        session.server(1, "Closed");
        assertThat(session.answer(9).path("type").textValue()).isEqualTo("result");
        await(b, "show", it -> !it.publishing());
        session.media(9, 1, 80, FRAME);
        await(a, "show", it -> it.videoFrames() == 2);
        assertThat(code("{'id':10,'type':'removeServer','server':1}", 10))
                .isEqualTo("no-such-server");
        assertThat(code("{'id':11,'type':'reconnect','server':1}", 11)).isEqualTo("no-such-server");
        JsonNode again = add(12, b, "");
        assertThat(again.path("servers").get(0).path("server").intValue()).isEqualTo(2);
    }

    @Test
    void aServerThatIsAddedRecoversLikeTheOthersAndIsNotAskedOnceRemoved() {
        Origin late = Origin.start(Options.DEFAULT);
        late.close();
        connect("");
        add(8, late, "");
        session.server(1, "Recovering");
        try (Origin _ = Origin.start(Options.DEFAULT.on("127.0.0.1", late.port()))) {
            session.server(1, "Live");
        }
        session.server(1, "Recovering");
        session.send("{'id':9,'type':'removeServer','server':1}");
        session.server(1, "Closed");
        session.answer(9);
        assertThat(code("{'id':10,'type':'reconnect','server':1}", 10)).isEqualTo("no-such-server");
    }

    @Test
    void whileConnectIsOpenOneMayBeAddedAndItWaitsForTheFirstOnesAlone() {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(a.url("live")));
        session.send("{'id':8,'type':'addServer','server':'rtmp://127.0.0.1:1/live'}");
        assertThat(session.answer(8).path("type").textValue()).isEqualTo("result");
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
        session.server(1, "Recovering");
    }

    @Test
    void withTheLastServerEverythingEnds() {
        connect("");
        publish();
        session.send("{'id':9,'type':'removeServer','server':0}");
        session.server(0, "Closed");
        session.answer(9);
        assertThat(code("{'id':10,'type':'createStream'}", 10)).isEqualTo("bad-state");
        connect("");
    }

    @Test
    void noMoreThanTheLimitAndNoneBeforeConnect() {
        String add = "{'id':%d,'type':'addServer','server':'rtmp://127.0.0.1:1/live'}";
        assertThat(code(add.formatted(8), 8)).isEqualTo("bad-state");
        connect(",'recover':false");
        for (int i = 1; i < SessionLimits.DEFAULT.counts().servers(); i++) {
            session.send(add.formatted(100 + i)).answer(100 + i);
        }
        JsonNode refused = session.send(add.formatted(9)).answer(9);
        assertThat(refused.path("code").textValue()).isEqualTo("too-many");
        assertThat(refused.path("message").textValue())
                .isEqualTo("17 servers, expected 16 at most");
    }

    @Test
    void numbersAreNotGivenForEver() {
        connect(",'recover':false");
        for (int number = 1; number < 256; number++) {
            session.send("{'id':1000,'type':'addServer','server':'rtmp://127.0.0.1:1/live'}");
            session.answer(1000);
            session.send("{'id':1001,'type':'removeServer','server':%d}".formatted(number));
            session.answer(1001);
        }
        JsonNode refused =
                session.send("{'id':9,'type':'addServer','server':'rtmp://127.0.0.1:1/live'}")
                        .answer(9);
        assertThat(refused.path("code").textValue()).isEqualTo("too-many");
        assertThat(refused.path("message").textValue()).contains("256 at most");
    }

    private void connect(String more) {
        session.send("{'id':1,'type':'connect','servers':['%s']%s}".formatted(a.url("live"), more));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private JsonNode add(int id, Origin origin, String more) {
        session.send(
                "{'id':%d,'type':'addServer','server':'%s'%s}"
                        .formatted(id, origin.url("live"), more));
        return session.answer(id);
    }

    private void publish() {
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
        session.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME);
        await(a, "show", it -> it.keyframes() == 1);
    }

    private String code(String request, int id) {
        return session.send(request).answer(id).path("code").textValue();
    }

    private static StreamInfo await(Origin origin, String name, Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", name)))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .stream("live", name);
    }
}

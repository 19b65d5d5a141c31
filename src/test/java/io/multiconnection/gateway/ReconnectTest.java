package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.StreamInfo;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconnectTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};

    private final Origin steady = Origin.start(OriginOptions.DEFAULT);
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        steady.close();
    }

    @Test
    void aServerThatIsBackGetsWhatIsPublished() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        int port = mortal.port();
        connect(mortal.url("live"));
        publish();
        mortal.close();
        session.server(1, "Failed");

        try (Origin back = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", port))) {
            session.send("{'id':9,'type':'reconnect','server':1}");
            session.server(1, "Connecting");
            session.server(1, "Live");
            assertThat(session.answer(9).path("type").textValue()).isEqualTo("result");
            assertThat(session.status("NetStream.Publish.Start").path("server").intValue())
                    .isEqualTo(1);

            session.media(9, 1, 80, FRAME).media(9, 1, 120, KEYFRAME).media(9, 1, 160, FRAME);
            StreamInfo late = await(back, stream -> stream.videoFrames() == 2);
            assertThat(late.videoConfigured()).isTrue();
            assertThat(late.keyframes()).isEqualTo(1);
            assertThat(await(steady, stream -> stream.videoFrames() == 4).keyframes()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatIsStillGoneFailsAgainAndTheOthersGoOn() {
        Origin mortal = Origin.start(OriginOptions.DEFAULT);
        connect(mortal.url("live"));
        publish();
        mortal.close();
        session.server(1, "Failed");

        JsonNode failure = session.send("{'id':9,'type':'reconnect','server':1}").answer(9);
        assertThat(failure.path("code").textValue()).isEqualTo("setup-failed");
        assertThat(failure.path("message").textValue()).contains("refused or has no route");
        session.media(9, 1, 80, FRAME);
        await(steady, stream -> stream.videoFrames() == 2);
    }

    @Test
    void onlyAServerThatIsThereIsConnectedAgain() {
        assertThat(code("{'id':8,'type':'reconnect','server':0}", 8)).isEqualTo("bad-state");
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(steady.url("live")));
        session.answer(1);
        assertThat(code("{'id':9,'type':'reconnect','server':1}", 9)).isEqualTo("no-such-server");
        assertThat(code("{'id':9,'type':'reconnect','server':0,'to':'http://a'}", 9))
                .isEqualTo("bad-request");
        assertThat(code("{'id':9,'type':'reconnect','server':0,'to':{'pool':'none'}}", 9))
                .isEqualTo("no-such-pool");
    }

    private String code(String request, int id) {
        return session.send(request).answer(id).path("code").textValue();
    }

    private void connect(String other) {
        session.send(
                "{'id':1,'type':'connect','recover':false,'servers':['%s','%s']}"
                        .formatted(steady.url("live"), other));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private void publish() {
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
        session.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME);
        await(steady, stream -> stream.keyframes() == 1);
    }

    private static StreamInfo await(Origin origin, Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", "show")))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .stream("live", "show");
    }
}

package io.multiconnection.gateway;

import static io.multiconnection.origin.TestStream.keyframeAt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.StreamInfo;
import io.multiconnection.origin.TestStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of media while a page has no WebSocket. */
class ResumeMediaTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 0xAA};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] PICTURE = {0x27, 1, 0, 0, 0, 2};

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private final TestSession page = new TestSession();
    private String token;

    @BeforeEach
    void connect() {
        token = page.await("hello").path("resume").path("token").textValue();
        page.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        page.send("{'id':2,'type':'createStream'}").answer(2);
    }

    @AfterEach
    void close() {
        page.close();
        origin.close();
    }

    @Test
    void whatIsPublishedGoesOnAtAKeyframe() {
        page.send("{'id':3,'type':'publish','stream':1,'name':'show'}").answer(3);
        page.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME).media(9, 1, 40, PICTURE);
        awaitStream(it -> it.videoFrames() == 2);
        int taken = page.browser().taken();

        page.losesItsWebSocket();
        page.resume(token, taken);
        assertThat(page.await("keyframe").path("stream").intValue()).isEqualTo(1);
        JsonNode ack = page.await("ack");
        assertThat(ack.path("bytes").intValue()).isEqualTo(3 * (8 + 6));
        assertThat(ack.path("timestamp").intValue()).isEqualTo(40);
        page.media(9, 1, 80, PICTURE).media(9, 1, 120, KEYFRAME).media(9, 1, 160, PICTURE);
        StreamInfo stream = awaitStream(it -> it.videoFrames() == 4);
        assertThat(stream.keyframes()).isEqualTo(2);
    }

    @Test
    void aStreamThatIsNotPublishedHasNeitherKeyframeNorAck() {
        page.losesItsWebSocket();
        page.resume(token, 0);
        page.send("{'id':3,'type':'createStream'}");
        page.await(
                message -> {
                    assertThat(message.path("type").textValue()).isNotIn("ack", "keyframe");
                    return message.path("id").asInt() == 3;
                });
    }

    @Test
    void whatIsPlayedGoesOnAtAKeyframeAfterTheConfigurations() {
        try (TestStream publisher = TestStream.publish(origin, "show");
                TestSession witness = new TestSession()) {
            play(page);
            witness.send(
                    "{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
            witness.send("{'id':2,'type':'createStream'}");
            play(witness);
            publisher.prelude();
            publisher.keyframe(0);
            untilMedia(page, keyframeAt(0));
            TestBrowser old = page.browser();
            old.closed(1006);
            publisher.keyframe(40);
            untilMedia(witness, keyframeAt(40));

            page.open();
            page.resume(token, 0);
            publisher.sound(60);
            publisher.interFrame(80);
            publisher.keyframe(120);
            assertThat(page.nextMedia())
                    .isEqualTo("video " + TestStream.VIDEO_CONFIGURATION + " at 120");
            assertThat(page.nextMedia())
                    .isEqualTo("audio " + TestStream.AUDIO_CONFIGURATION + " at 120");
            assertThat(page.nextMedia()).isEqualTo(keyframeAt(120));
            publisher.interFrame(160);
            assertThat(page.nextMedia()).isEqualTo(TestStream.interFrameAt(160));
        }
    }

    private static void play(TestSession session) {
        session.send("{'id':3,'type':'play','stream':1,'name':'show'}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
    }

    private static void untilMedia(TestSession session, String frame) {
        while (!session.nextMedia().equals(frame)) {
            // what comes before it
        }
    }

    private StreamInfo awaitStream(Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", "show")))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .stream("live", "show");
    }
}

package io.multiconnection.gateway;

import static io.multiconnection.origin.TestStream.keyframeAt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.StreamInfo;
import io.multiconnection.origin.TestStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Media while a client has no WebSocket. */
class ResumeMediaTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 0xAA};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] PICTURE = {0x27, 1, 0, 0, 0, 2};

    private final Origin origin = Origin.start(OriginOptions.DEFAULT);
    private final TestSession client = new TestSession();
    private String token;

    @BeforeEach
    void connect() {
        token = client.await("hello").path("resume").path("token").textValue();
        client.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        client.send("{'id':2,'type':'createStream'}").answer(2);
    }

    @AfterEach
    void close() {
        client.close();
        origin.close();
    }

    @Test
    void resumesPublishingAtKeyframe() {
        client.send("{'id':3,'type':'publish','stream':1,'name':'show'}").answer(3);
        client.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME).media(9, 1, 40, PICTURE);
        awaitStream(it -> it.videoFrames() == 2);
        int taken = client.socket().receivedCount();

        client.reopenWebSocket();
        client.resume(token, taken);
        assertThat(client.await("keyframe").path("stream").intValue()).isEqualTo(1);
        JsonNode ack = client.await("ack");
        assertThat(ack.path("bytes").intValue()).isEqualTo(3 * (8 + 6));
        assertThat(ack.path("timestamp").intValue()).isEqualTo(40);
        client.media(9, 1, 80, PICTURE).media(9, 1, 120, KEYFRAME).media(9, 1, 160, PICTURE);
        StreamInfo stream = awaitStream(it -> it.videoFrames() == 4);
        assertThat(stream.keyframes()).isEqualTo(2);
    }

    @Test
    void sendsNeitherKeyframeNorAckForUnpublishedStream() {
        client.reopenWebSocket();
        client.resume(token, 0);
        client.send("{'id':3,'type':'createStream'}");
        client.await(
                message -> {
                    assertThat(message.path("type").textValue()).isNotIn("ack", "keyframe");
                    return message.path("id").asInt() == 3;
                });
    }

    @Test
    void resumesPlayAtKeyframeAfterSetupFrames() {
        try (TestStream publisher = TestStream.publish(origin, "show");
                TestSession witness = new TestSession()) {
            play(client);
            witness.send(
                    "{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
            witness.send("{'id':2,'type':'createStream'}");
            play(witness);
            publisher.prelude();
            publisher.keyframe(0);
            untilMedia(client, keyframeAt(0));
            TestClientSocket old = client.socket();
            old.closed(1006);
            publisher.keyframe(40);
            untilMedia(witness, keyframeAt(40));

            client.open();
            client.resume(token, 0);
            publisher.sound(60);
            publisher.interFrame(80);
            publisher.keyframe(120);
            assertThat(client.nextMedia())
                    .isEqualTo("video " + TestStream.VIDEO_CONFIGURATION + " at 120");
            assertThat(client.nextMedia())
                    .isEqualTo("audio " + TestStream.AUDIO_CONFIGURATION + " at 120");
            assertThat(client.nextMedia()).isEqualTo(keyframeAt(120));
            publisher.interFrame(160);
            assertThat(client.nextMedia()).isEqualTo(TestStream.interFrameAt(160));
        }
    }

    private static void play(TestSession session) {
        session.send("{'id':3,'type':'play','stream':1,'name':'show'}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
    }

    private static void untilMedia(TestSession session, String frame) {
        while (!session.nextMedia().equals(frame)) {
            // preceding messages
        }
    }

    private StreamInfo awaitStream(Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", "show")))
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join()
                .stream("live", "show");
    }
}

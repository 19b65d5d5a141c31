package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginState;
import io.multiconnection.origin.StreamInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanOutIT {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};

    private final Origin a = Origin.start(Origin.Options.DEFAULT);
    private final Origin b = Origin.start(Origin.Options.DEFAULT);
    private final CompletableFuture<InetSocketAddress> addressOfB = new CompletableFuture<>();
    private final Names names =
            new Names(
                    Map.of(
                            "a.example",
                            CompletableFuture.completedFuture(address(a)),
                            "b.example",
                            addressOfB));

    @AfterEach
    void closeOrigins() {
        a.close();
        b.close();
    }

    @Test
    void aServerThatStartsLateBeginsAtAKeyframeAfterMetadataAndConfiguration() {
        try (TestSession session = new TestSession(names, SessionLimits.DEFAULT)) {
            publishToAny(session);
            session.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME).media(9, 1, 40, FRAME);
            awaitStream(a, stream -> stream.videoFrames() == 2);

            addressOfB.complete(address(b));
            awaitStart(session, 1, 1);
            session.media(9, 1, 80, FRAME);
            assertThat(session.await("keyframe").path("stream").intValue()).isEqualTo(1);
            session.media(9, 1, 120, KEYFRAME).media(9, 1, 160, FRAME);

            StreamInfo late = awaitStream(b, stream -> stream.videoFrames() == 2);
            assertThat(late.videoConfigured()).isTrue();
            assertThat(late.keyframes()).isEqualTo(1);
            assertThat(late.metadata()).isEqualTo(AmfObject.of("width", new AmfNumber(320)));
            assertThat(awaitStream(a, stream -> stream.videoFrames() == 5).keyframes())
                    .isEqualTo(2);
        }
    }

    @Test
    void soundAloneNeedsNoKeyframe() {
        try (TestSession session = new TestSession(names, SessionLimits.DEFAULT)) {
            publishToAny(session);
            session.media(8, 1, 0, 0xAF, 0, 0x11, 0x90).media(8, 1, 20, 0xAF, 1, 0);
            StreamInfo stream = awaitStream(a, it -> it.audioFrames() == 1);
            assertThat(stream.audioConfigured()).isTrue();
        }
    }

    @Test
    void aPageThatLeavesEndsEveryStream() {
        addressOfB.complete(address(b));
        try (TestSession session = new TestSession(names, SessionLimits.DEFAULT)) {
            publishToAny(session);
            awaitStream(a, StreamInfo::publishing);
            awaitStream(b, StreamInfo::publishing);
        }
        awaitStream(a, stream -> !stream.publishing());
        awaitStream(b, stream -> !stream.publishing());
    }

    @Test
    void aStreamClosedBeforeItsServerIsThereIsNeverPublished() {
        try (TestSession session = new TestSession(names, SessionLimits.DEFAULT)) {
            session.send(
                    "{'id':1,'type':'connect','timeout':20000,'servers':['rtmp://b.example/live']}");
            session.send("{'id':2,'type':'createStream'}");
            session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
            session.send("{'id':4,'type':'closeStream','stream':1}");
            assertThat(session.answer(3).path("code").textValue()).isEqualTo("publish-failed");
            addressOfB.complete(address(b));
            assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
            session.send("{'id':5,'type':'call','method':'echo'}").answer(5);
            assertThat(b.state().stream("live", "show").publishing()).isFalse();
        }
    }

    @Test
    void twoStreamsOfASessionGoTheirOwnWays() {
        addressOfB.complete(address(b));
        try (TestSession session = new TestSession(names, SessionLimits.DEFAULT)) {
            publishToAny(session);
            session.send("{'id':11,'type':'createStream'}");
            session.send("{'id':12,'type':'publish','stream':2,'name':'second'}");
            awaitStart(session, 0, 2);
            session.media(9, 2, 0, CONFIGURATION).media(9, 2, 0, KEYFRAME);
            await(a, state -> state.stream("live", "second").keyframes() == 1);
            assertThat(a.state().stream("live", "show").keyframes()).isZero();
            session.send("{'id':13,'type':'closeStream','stream':2}").answer(13);
            await(a, state -> !state.stream("live", "second").publishing());
            assertThat(a.state().stream("live", "show").publishing()).isTrue();
        }
    }

    private static void publishToAny(TestSession session) {
        session.send(
                "{'id':1,'type':'connect','require':'any','timeout':20000,"
                        + "'servers':['rtmp://a.example/live','rtmp://b.example/live']}");
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        session.send(
                "{'id':4,'type':'send','stream':1,'handler':'@setDataFrame',"
                        + "'args':['onMetaData',{'width':320}]}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
    }

    /** The gateway knows that a server publishes, and sends it media from now on. */
    private static void awaitStart(TestSession session, int server, int stream) {
        session.await(
                message ->
                        message.path("server").asInt(-1) == server
                                && message.path("stream").asInt() == stream
                                && message.path("info")
                                        .path("code")
                                        .asText()
                                        .equals("NetStream.Publish.Start"));
    }

    private static StreamInfo awaitStream(Origin origin, Predicate<StreamInfo> condition) {
        return await(origin, state -> condition.test(state.stream("live", "show"))).stream(
                "live", "show");
    }

    private static OriginState await(Origin origin, Predicate<OriginState> condition) {
        return origin.when(condition).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static InetSocketAddress address(Origin origin) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), origin.port());
    }
}

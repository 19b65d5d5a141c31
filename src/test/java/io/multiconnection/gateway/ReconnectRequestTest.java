package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.origin.StreamInfo;
import io.multiconnection.peers.FaultProxy;
import io.multiconnection.peers.FaultProxy.Way;
import io.multiconnection.target.BackoffPolicy;
import io.multiconnection.target.ReconnectRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Enhanced RTMP's ReconnectRequest: a server sends its client elsewhere. */
class ReconnectRequestTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final int[] FRAME = {0x27, 1, 0, 0, 0, 1};

    private final Origin steady = Origin.start(OriginOptions.DEFAULT);
    private final Origin first = Origin.start(OriginOptions.DEFAULT);
    private final Origin second = Origin.start(OriginOptions.DEFAULT);
    private final TestSession session =
            new TestSession(
                    new BackoffPolicy(
                            true,
                            Duration.ofMillis(10),
                            Duration.ofMinutes(1),
                            Duration.ofHours(1)),
                    List.of("127.0.0.1/live"));

    @AfterEach
    void close() {
        session.close();
        steady.close();
        first.close();
        second.close();
    }

    @Test
    void theStreamGoesOnElsewhereFromAKeyframe() {
        start("");
        ask(first, second.url("live"));
        assertThat(session.status("NetConnection.Connect.ReconnectRequest").path("server").asInt())
                .isEqualTo(1);
        JsonNode moving = session.server(1, "Recovering");
        assertThat(moving.path("cause").textValue()).isEqualTo("moved");
        assertThat(moving.path("text").textValue())
                .isEqualTo(first.url("live") + ": the server wants to be connected anew");
        assertThat(moving.path("retryInMs").longValue()).isZero();
        assertThat(session.server(1, "Connecting").path("url").textValue())
                .isEqualTo(second.url("live"));
        assertThat(session.server(1, "Live").path("url").textValue()).isEqualTo(second.url("live"));
        await(first, it -> !it.publishing());
        await(second, StreamInfo::publishing);
        try (TestSession viewer = new TestSession()) {
            watch(viewer, second);
            session.media(9, 1, 80, FRAME).media(9, 1, 120, KEYFRAME).media(9, 1, 160, FRAME);
            assertThat(viewer.nextMedia()).isEqualTo("video 170000000001 at 120");
            assertThat(viewer.nextMedia()).isEqualTo("video 170100000001 at 120");
            assertThat(viewer.nextMedia()).isEqualTo("video 270100000001 at 160");
        }
        await(steady, it -> it.videoFrames() == 4);
    }

    @Test
    void withoutAUrlItIsTheSameServer() {
        start("");
        ask(first, "");
        session.server(1, "Recovering");
        assertThat(session.server(1, "Live").path("url").textValue()).isEqualTo(first.url("live"));
        assertPublishesOn(first);
    }

    @Test
    void aUrlMayBeRelative() {
        start("");
        ask(first, "//127.0.0.1:" + second.port() + "/live");
        assertThat(session.server(1, "Connecting").path("url").textValue())
                .isEqualTo(second.url("live"));
        assertPublishesOn(second);
    }

    @Test
    void whereThatFailsItGoesBackToWhereTheClientWantsIt() {
        start("");
        second.close();
        ask(first, second.url("live"));
        assertThat(session.server(1, "Connecting").path("url").textValue())
                .isEqualTo(second.url("live"));
        session.server(1, "Recovering");
        assertThat(session.server(1, "Live").path("url").textValue()).isEqualTo(first.url("live"));
        assertPublishesOn(first);
    }

    @Test
    void whatIsNotAllowedIsNotFollowed() {
        start("");
        ask(first, "rtmp://127.0.0.1:" + second.port() + "/secret?token=abc");
        JsonNode refused = session.status("NetConnection.Connect.ReconnectRefused");
        assertThat(refused.path("info").path("description").textValue())
                .isEqualTo(
                        "this gateway does not allow rtmp://127.0.0.1:%d/secret"
                                .formatted(second.port()));
        ask(first, "http://127.0.0.1/live");
        JsonNode wrong = session.status("NetConnection.Connect.ReconnectRefused");
        assertThat(wrong.path("info").path("description").textValue())
                .isEqualTo("a URL of scheme \"http\", expected rtmp or rtmps");
        assertPublishesOn(first);
    }

    @Test
    void aUrlThatIsTooLongIsNotFollowed() {
        start("");
        ask(first, "/" + "x".repeat(10_000));
        JsonNode refused = session.status("NetConnection.Connect.ReconnectRefused");
        assertThat(refused.path("info").path("description").textValue())
                .isEqualTo("a URL of 10001 characters, expected up to 4096");
        assertPublishesOn(first);
    }

    @Test
    void whoAsksAgainAndAgainIsAskedLikeOneThatIsLost() {
        start("");
        ask(first, "");
        session.server(1, "Live");
        ask(first, "");
        assertThat(session.server(1, "Recovering").path("attempt").intValue()).isEqualTo(2);
        session.server(1, "Live");
        ask(first, "");
        assertThat(session.server(1, "Recovering").path("attempt").intValue()).isEqualTo(3);
    }

    @Test
    void itWaitsForTheSetup() {
        try (FaultProxy silent = FaultProxy.to(second.port())) {
            silent.stall(Way.TO_CLIENT);
            session.send(
                    "{'id':1,'type':'connect','timeout':20000,'servers':['%s','%s','%s']}"
                            .formatted(steady.url("live"), first.url("live"), silent.url("live")));
            session.server(1, "Live");
            ask(first, second.url("live"));
            session.status("NetConnection.Connect.ReconnectRequest");
            silent.clear();
            session.status("NetConnection.Setup.Success");
            session.server(1, "Recovering");
            session.server(1, "Live");
        }
    }

    @Test
    void whoIsNotToRecoverIsNotMovedAndDoesNotSayThatItWouldBe() {
        start(",'recover':false");
        ask(first, second.url("live"));
        session.status("NetConnection.Connect.ReconnectRequest");
        assertPublishesOn(first);
    }

    @Test
    void theClientSaysThatItFollowsIfItDoes() {
        try (FaultProxy proxy = FaultProxy.to(first.port())) {
            var said = proxy.stallAt(Way.TO_SERVER, "capsEx");
            CompletableFuture.runAsync(said::join).thenRun(proxy::clear);
            start("", proxy.url("live"));
            assertThat(said).isDone();
        }
    }

    @Test
    void theClientDoesNotSayThatItFollowsIfItDoesNot() {
        try (FaultProxy proxy = FaultProxy.to(first.port())) {
            var said = proxy.stallAt(Way.TO_SERVER, "capsEx");
            start(",'recover':false", proxy.url("live"));
            assertThat(said).isNotDone();
        }
    }

    @Test
    void whatElseThePageSaysOfItsMediaStays() {
        assertThat(ReconnectRequest.announcedIn(Map.of())).containsEntry("capsEx", number(1));
        assertThat(ReconnectRequest.announcedIn(Map.of("capsEx", number(6), "a", number(2))))
                .containsEntry("capsEx", number(7))
                .containsEntry("a", number(2));
    }

    private static AmfValue number(int value) {
        return new AmfNumber(value);
    }

    private void start(String more) {
        start(more, first.url("live"));
    }

    private void start(String more, String url) {
        session.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s','%s']%s}"
                        .formatted(steady.url("live"), url, more));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
        session.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME);
        await(first, it -> it.keyframes() == 1);
    }

    /** Its server says it to every client; an empty URL is left out. */
    private static void ask(Origin origin, String tcUrl) {
        AmfObject info =
                AmfObject.of(
                        "level", new AmfString("status"),
                        "code", new AmfString("NetConnection.Connect.ReconnectRequest"),
                        "description", new AmfString("The server is going down for maintenance."));
        AmfObject asked = tcUrl.isEmpty() ? info : info.with("tcUrl", new AmfString(tcUrl));
        origin.forEachClient(
                        "live",
                        client -> {
                            var _ = client.call("onStatus", List.of(asked));
                        })
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private void assertPublishesOn(Origin origin) {
        await(origin, StreamInfo::publishing);
        long before = origin.state().stream("live", "show").keyframes();
        session.media(9, 1, 120, KEYFRAME);
        await(origin, it -> it.keyframes() == before + 1);
    }

    private static void watch(TestSession viewer, Origin origin) {
        viewer.send("{'id':1,'type':'connect','servers':['%s']}".formatted(origin.url("live")));
        viewer.send("{'id':2,'type':'createStream'}");
        viewer.send("{'id':3,'type':'play','stream':1,'name':'show','timeout':20000}");
        await(origin, it -> it.players() == 1);
    }

    private static StreamInfo await(Origin origin, Predicate<StreamInfo> condition) {
        return origin
                .when(state -> condition.test(state.stream("live", "show")))
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .stream("live", "show");
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages that lose their WebSocket and come back over another, which is always on another event loop
 * than the one before.
 */
class ResumeTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final ResumeLimits FEW_MESSAGES = new ResumeLimits(LONG, 256 << 10, 2, 10, LONG);
    private static final ResumeLimits ONE_SESSION =
            new ResumeLimits(LONG, 256 << 10, 1024, 1, LONG);
    private static final ResumeLimits SHORT =
            new ResumeLimits(Duration.ofMillis(50), 256 << 10, 1024, 10, LONG);
    private static final ResumeLimits OFF =
            new ResumeLimits(Duration.ZERO, 256 << 10, 1024, 10, LONG);
    private static final ResumeLimits IMPATIENT =
            new ResumeLimits(LONG, 256 << 10, 1024, 10, Duration.ofSeconds(2));

    private final CompletableFuture<AmfValue> late = new CompletableFuture<>();
    private final Origin origin = Origin.start(OriginOptions.DEFAULT.answering("late", _ -> late));
    private TestSession page = new TestSession(ResumeLimits.DEFAULT);

    @AfterEach
    void close() {
        page.close();
        origin.close();
    }

    @Test
    void aPageThatComesBackGetsWhatItMissedAndNothingTwice() {
        String token = begin();
        page.send("{'id':2,'type':'createStream'}").answer(2);
        int taken = page.browser().taken();
        page.send("{'id':3,'type':'createStream'}");
        page.send("{'id':4,'type':'call','method':'late'}");
        JsonNode hello = page.losesItsWebSocket();
        late.complete(AmfValue.of("at last"));

        JsonNode answer = page.resume(token, taken);
        assertThat(answer.path("type").textValue()).isEqualTo("result");
        assertThat(answer.path("recovered").booleanValue()).isTrue();
        assertThat(answer.path("received").intValue()).isEqualTo(4);
        assertThat(hello.path("resume").path("token").textValue()).isNotEqualTo(token);
        JsonNode missed = page.next();
        assertThat(missed.path("id").intValue()).isEqualTo(3);
        assertThat(missed.path("stream").intValue()).isEqualTo(2);
        JsonNode value = page.answer(4).path("answers").path(0).path("value");
        assertThat(value.textValue()).isEqualTo("at last");

        page.send("{'id':5,'type':'createStream'}");
        assertThat(page.answer(5).path("stream").intValue()).isEqualTo(3);
    }

    @Test
    void comesBackAgainAndAgain() {
        String token = begin();
        int taken = page.browser().taken();
        for (int i = 1; i <= 4; i++) {
            page.send("{'id':%d,'type':'createStream'}".formatted(10 + i));
            page.losesItsWebSocket();
            JsonNode answer = page.resume(token, taken);
            assertThat(answer.path("recovered").booleanValue()).isTrue();
            assertThat(answer.path("received").intValue()).isEqualTo(1 + i);
            assertThat(page.answer(10 + i).path("stream").intValue()).isEqualTo(i);
            taken += page.browser().taken();
        }
    }

    @Test
    void whatTheGatewayDidNotGetIsSentAgain() {
        String token = begin();
        int taken = page.browser().taken();
        page.losesItsWebSocket();
        int received = page.resume(token, taken).path("received").intValue();
        assertThat(received).isEqualTo(1);
        page.send("{'id':2,'type':'createStream'}");
        assertThat(page.answer(2).path("stream").intValue()).isEqualTo(1);
    }

    @Test
    void aPageThatMissedTooMuchIsToldHowThingsAre() {
        begin(FEW_MESSAGES);
        String token = begin();
        page.send("{'id':2,'type':'useSharedObject','name':'so'}").answer(2);
        page.send("{'id':3,'type':'setSlots','name':'so','changes':[{'path':['a'],'value':1}]}");
        page.await(message -> message.toString().contains("success"));
        int taken = page.browser().taken();
        page.send("{'id':4,'type':'call','method':'late'}");
        page.send("{'id':5,'type':'createStream'}");
        page.send("{'id':6,'type':'createStream'}");
        page.send("{'id':7,'type':'publish','stream':1,'name':'show'}").answer(7);
        page.losesItsWebSocket();

        JsonNode answer = page.resume(token, taken);
        assertThat(answer.path("recovered").booleanValue()).isFalse();
        assertThat(answer.path("received").intValue()).isEqualTo(7);
        assertThat(answer.path("open")).hasSize(1);
        assertThat(answer.path("open").path(0).intValue()).isEqualTo(4);
        JsonNode server = page.next();
        assertThat(server.path("type").textValue()).isEqualTo("server");
        assertThat(server.path("state").textValue()).isEqualTo("Live");
        assertThat(page.next().toString())
                .isEqualTo(
                        "{\"type\":\"stream\",\"stream\":1,\"use\":\"publish\",\"servers\":[0]}");
        assertThat(page.next().toString())
                .isEqualTo("{\"type\":\"stream\",\"stream\":2,\"use\":\"none\",\"servers\":[]}");
        JsonNode sync = page.next();
        assertThat(sync.path("changes").path(0).path("code").textValue()).isEqualTo("clear");
        assertThat(sync.path("changes").path(1).path("slot").textValue()).isEqualTo("a");

        late.complete(AmfValue.of("at last"));
        page.answer(4);
        taken += page.browser().taken();
        page.send("{'id':8,'type':'createStream'}");
        page.losesItsWebSocket();
        assertThat(page.resume(token, taken).path("recovered").booleanValue()).isTrue();
        assertThat(page.next().path("id").intValue()).isEqualTo(8);
    }

    @Test
    void syncsWaitForThePageAndDoNotFillWhatIsKept() {
        begin(FEW_MESSAGES);
        String token = begin();
        page.send("{'id':2,'type':'useSharedObject','name':'so'}").answer(2);
        page.await("sync");
        int taken = page.browser().taken();
        page.browser().closed(1006);
        try (TestSession other = new TestSession()) {
            connect(other);
            other.send("{'id':2,'type':'useSharedObject','name':'so'}").answer(2);
            for (int i = 1; i <= 10; i++) {
                other.send(
                        "{'id':3,'type':'setSlots','name':'so','changes':[{'path':['a'],'value':%d}]}"
                                .formatted(i));
                other.await(message -> message.toString().contains("success"));
            }
        }
        page.open();
        assertThat(page.resume(token, taken).path("recovered").booleanValue()).isTrue();
        page.await(
                message ->
                        message.path("changes").path(0).path("slot").asText().equals("a")
                                && message.path("changes").path(0).path("value").intValue() == 10);
        assertThat(page.browser().taken()).isLessThanOrEqualTo(2);
    }

    @Test
    void aSecondWebSocketTakesTheSessionOver() {
        String token = begin();
        TestBrowser old = page.browser();
        int taken = old.taken();
        page.open();
        assertThat(page.resume(token, taken).path("recovered").booleanValue()).isTrue();
        assertThat(old.awaitClose()).isEqualTo(CloseCode.TAKEN_OVER);

        old.say("{\"id\":2,\"type\":\"createStream\"}");
        old.closed(1006);
        page.send("{'id':3,'type':'createStream'}");
        assertThat(page.answer(3).path("stream").intValue()).isEqualTo(1);
        assertThat(page.held()).isZero();
    }

    @Test
    void theSessionOfTheNewWebSocketVanishes() {
        String token = begin();
        page.losesItsWebSocket();
        page.resume(token, 0);
        page.browser().awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(ints = {1005, 1006, 1011, 1012, 4000, 4408})
    void isHeldWhenItsPageMayComeBack(int code) {
        String token = begin();
        page.browser().closed(code);
        assertThat(page.held()).isEqualTo(1);
        page.open();
        assertThat(page.resume(token, 0).path("type").textValue()).isEqualTo("result");
        assertThat(page.held()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void endsWhenItsPageSaysGoodbye(int code) {
        String token = begin();
        TestBrowser old = page.browser();
        old.closed(code);
        old.awaitEnd();
        awaitNoConnections();
        page.open();
        assertResumeFails(token, 0);
    }

    @Test
    void endsWhenItHasSentNonsense() {
        String token = begin();
        TestBrowser old = page.browser();
        page.send("nonsense");
        assertThat(old.awaitClose()).isEqualTo(CloseCode.BAD_MESSAGE);
        old.closed(4400);
        page.open();
        assertResumeFails(token, 0);
    }

    @Test
    void endsInOrderWhenItWasHeldLongEnough() {
        begin(SHORT);
        String token = begin();
        publish();
        TestBrowser old = page.browser();
        old.closed(1006);
        old.awaitEnd();
        awaitNoConnections();
        assertThat(page.held()).isZero();
        page.open();
        assertResumeFails(token, 0);
    }

    @Test
    void staysPublishedWhileItIsHeld() {
        String token = begin();
        publish();
        page.losesItsWebSocket();
        assertThat(origin.state().stream("live", "show").publishing()).isTrue();
        assertThat(page.resume(token, 0).path("recovered").booleanValue()).isTrue();
        page.await("keyframe");
        assertThat(origin.state().connections()).isEqualTo(1);
    }

    @Test
    void isNotHeldBeforeItsPageHasAskedForAnything() {
        TestBrowser old = page.browser();
        old.closed(1006);
        old.awaitEnd();
        assertThat(page.held()).isZero();
    }

    @Test
    void isNotHeldWhereSessionsAreNot() {
        begin(OFF);
        assertThat(page.await("hello").has("resume")).isFalse();
        connect(page);
        TestBrowser old = page.browser();
        old.closed(1006);
        old.awaitEnd();
    }

    @Test
    void noMoreAreHeldThanTheLimit() {
        begin(ONE_SESSION);
        String token = begin();
        page.losesItsWebSocket();
        connect(page);
        TestBrowser second = page.browser();
        second.closed(1006);
        second.awaitEnd();
        assertThat(page.held()).isEqualTo(1);
        page.open();
        assertThat(page.resume(token, 0).path("type").textValue()).isEqualTo("result");
    }

    @Test
    void anUnknownTokenLeavesAnOrdinarySession() {
        begin();
        page.losesItsWebSocket();
        assertResumeFails("none", 0);
        connect(page);
        page.send("{'id':2,'type':'createStream'}");
        assertThat(page.answer(2).path("stream").intValue()).isEqualTo(1);
        assertThat(page.held()).isEqualTo(1);
    }

    @Test
    void whoClaimsToHaveGotMoreThanThereWasIsRefused() {
        String token = begin();
        page.losesItsWebSocket();
        assertResumeFails(token, 1000);
        connect(page);
        assertThat(page.held()).isEqualTo(1);
    }

    @Test
    void aWebSocketCannotResumeItsOwnSession() {
        String token = page.await("hello").path("resume").path("token").textValue();
        assertResumeFails(token, 0);
        connect(page);
    }

    @Test
    void onlyTheFirstMessageMayResumeAndALateOneIsNotCounted() {
        String token = begin();
        int taken = page.browser().taken();
        JsonNode late = page.resume(token, taken);
        assertThat(late.path("code").textValue()).isEqualTo("bad-state");
        page.losesItsWebSocket();
        JsonNode answer = page.resume(token, taken);
        assertThat(answer.path("received").intValue()).isEqualTo(1);
        assertThat(answer.path("recovered").booleanValue()).isTrue();
    }

    @Test
    void acksStopWhileThePageIsAwayAndAreNotCounted() {
        String token = begin();
        publish();
        page.media(8, 1, 0, 0xAF, 1, 0);
        page.await("ack");
        int taken = page.browser().taken();
        page.losesItsWebSocket();
        assertThat(page.resume(token, taken).path("recovered").booleanValue()).isTrue();
        assertThat(page.await("ack").path("bytes").intValue()).isEqualTo(11);
    }

    @Test
    void theLimitsHoldOverTheNewWebSocket() {
        String token = begin();
        page.losesItsWebSocket();
        page.resume(token, 0);
        IntStream.range(0, 3000).forEach(_ -> page.send("{'id':9,'type':'dance'}"));
        assertThat(page.awaitClose()).isEqualTo(CloseCode.TOO_FAST);
        page.open();
        assertResumeFails(token, 0);
    }

    @ParameterizedTest
    @CsvSource({"1048576,20,18", "0,20000,16500"})
    void whatWaitsBetweenTwoEventLoopsIsBounded(int bytes, int frames, int most) {
        String token = begin();
        CountDownLatch blocked = new CountDownLatch(1);
        TestBrowser old = page.browser();
        page.losesItsWebSocket();
        page.resume(token, 0);
        old.onLoop(() -> blocked.await(20, TimeUnit.SECONDS));
        ByteBuf frame = Unpooled.buffer(bytes).writeZero(bytes);
        IntStream.range(0, frames).forEach(_ -> page.media(frame));
        assertThat(old.pendingTasks()).isBetween(2, most);
        blocked.countDown();
        assertThat(page.awaitClose()).isEqualTo(CloseCode.TOO_FAST);
    }

    @Test
    void aWebSocketWithoutASignOfLifeIsLost() {
        begin(IMPATIENT);
        String token = begin();
        TestBrowser old = page.browser();
        assertThat(old.awaitClose()).isEqualTo(CloseCode.SLOW_READER);
        assertThat(old.closeReason()).isEqualTo("no sign of life");
        page.open();
        assertThat(page.resume(token, old.taken()).path("recovered").booleanValue()).isTrue();
        assertThat(page.held()).isZero();
    }

    @Test
    void aPageThatComesBackIsToldWhenToMove() {
        String token = begin();
        int taken = page.browser().taken();
        page.browser().goAway(Duration.ofSeconds(10), Duration.ofSeconds(60));
        JsonNode news = page.await("goaway");
        assertThat(news.path("moveInMs").intValue()).isBetween(1, 10_000);
        assertThat(news.path("closeInMs").intValue()).isBetween(50_000, 60_000);
        page.losesItsWebSocket();
        page.resume(token, taken + 1);
        assertThat(page.await("goaway").path("moveInMs").intValue()).isBetween(1, 10_000);
    }

    @Test
    void aServersCallWaitsForThePage() {
        String token = begin();
        int taken = page.browser().taken();
        page.browser().closed(1006);
        CompletableFuture<AmfValue> answer = new CompletableFuture<>();
        origin.forEachClient(
                        "live",
                        client ->
                                client.call("who", java.util.List.of())
                                        .thenAccept(answer::complete))
                .join();
        page.open();
        page.resume(token, taken);
        int call = page.await("call").path("call").intValue();
        page.send("{'id':2,'type':'return','call':%d,'result':'me'}".formatted(call));
        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(AmfValue.of("me"));
    }

    /** Another page, with these rules. */
    private void begin(ResumeLimits rules) {
        page.close();
        page = new TestSession(rules);
    }

    /** Connects; returns the token of the session. */
    private String begin() {
        String token = page.await("hello").path("resume").path("token").textValue();
        assertThat(token).hasSizeGreaterThanOrEqualTo(22);
        connect(page);
        return token;
    }

    private void connect(TestSession session) {
        session.send(
                "{'id':1,'type':'connect','timeout':20000,'servers':['%s']}"
                        .formatted(origin.url("live")));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private void publish() {
        page.send("{'id':50,'type':'createStream'}");
        page.send("{'id':51,'type':'publish','stream':1,'name':'show'}");
        assertThat(page.answer(51).path("type").textValue()).isEqualTo("result");
    }

    private void assertResumeFails(String token, int received) {
        assertThat(page.resume(token, received).path("code").textValue())
                .isEqualTo("resume-failed");
    }

    private void awaitNoConnections() {
        origin.when(state -> state.connections() == 0).orTimeout(20, TimeUnit.SECONDS).join();
    }
}

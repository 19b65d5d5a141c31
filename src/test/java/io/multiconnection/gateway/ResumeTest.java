package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.protocol.CloseCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that lose their WebSocket and resume over another one, on another event loop. */
class ResumeTest extends ResumeFixture {

    private static final ResumeLimits FEW_MESSAGES =
            new ResumeLimits(LONG, 256 << 10, 2, 10, LONG, PING);

    @Test
    void replaysMissedMessagesOnceOnResume() {
        String token = begin();
        client.send("{'id':2,'type':'createStream'}").answer(2);
        int taken = client.socket().receivedCount();
        client.send("{'id':3,'type':'createStream'}");
        client.send("{'id':4,'type':'call','method':'late'}");
        JsonNode hello = client.reopenWebSocket();
        late.complete(AmfValue.of("at last"));

        JsonNode answer = client.resume(token, taken);
        assertThat(answer.path("type").textValue()).isEqualTo("result");
        assertThat(answer.path("recovered").booleanValue()).isTrue();
        assertThat(answer.path("received").intValue()).isEqualTo(4);
        assertThat(hello.path("resume").path("token").textValue()).isNotEqualTo(token);
        JsonNode missed = client.next();
        assertThat(missed.path("id").intValue()).isEqualTo(3);
        assertThat(missed.path("stream").intValue()).isEqualTo(2);
        JsonNode value = client.answer(4).path("answers").path(0).path("value");
        assertThat(value.textValue()).isEqualTo("at last");

        client.send("{'id':5,'type':'createStream'}");
        assertThat(client.answer(5).path("stream").intValue()).isEqualTo(3);
    }

    @Test
    void resumesRepeatedly() {
        String token = begin();
        int taken = client.socket().receivedCount();
        for (int i = 1; i <= 4; i++) {
            client.send("{'id':%d,'type':'createStream'}".formatted(10 + i));
            client.reopenWebSocket();
            JsonNode answer = client.resume(token, taken);
            assertThat(answer.path("recovered").booleanValue()).isTrue();
            assertThat(answer.path("received").intValue()).isEqualTo(1 + i);
            assertThat(client.answer(10 + i).path("stream").intValue()).isEqualTo(i);
            taken += client.socket().receivedCount();
        }
    }

    @Test
    void pausesReadingWhileHalfOfAllowedInputWaitsForOtherEventLoop() {
        String token = begin();
        int taken = client.socket().receivedCount();
        EventLoop loopOfSession = client.socket().loop();
        client.reopenWebSocket();
        client.resume(token, taken);
        CompletableFuture<Void> blocked = new CompletableFuture<>();
        loopOfSession.execute(blocked::join);
        int allowed = 2 * TestSession.LIMITS.messages().bytesPerSecond();
        int frames = 0;
        while (!client.socket().isPaused()) {
            client.socket().deliver(Unpooled.wrappedBuffer(new byte[1 << 20]));
            frames++;
            assertThat(frames << 20).isLessThanOrEqualTo(allowed / 2 + (1 << 20));
        }
        assertThat(frames << 20).isGreaterThanOrEqualTo(allowed / 2);
        blocked.complete(null);
        HangLimit.await().until(() -> !client.socket().isPaused());
    }

    @Test
    void reportsReceivedCountForResending() {
        String token = begin();
        int taken = client.socket().receivedCount();
        client.reopenWebSocket();
        int received = client.resume(token, taken).path("received").intValue();
        assertThat(received).isEqualTo(1);
        client.send("{'id':2,'type':'createStream'}");
        assertThat(client.answer(2).path("stream").intValue()).isEqualTo(1);
    }

    @Test
    void reportsWholeStateWhenMissedMessagesAreNoLongerKept() {
        begin(FEW_MESSAGES);
        String token = begin();
        client.send("{'id':2,'type':'useSharedObject','name':'so'}").answer(2);
        client.send("{'id':3,'type':'setSlots','name':'so','changes':[{'path':['a'],'value':1}]}");
        client.await(message -> message.toString().contains("success"));
        int taken = client.socket().receivedCount();
        client.send("{'id':4,'type':'call','method':'late'}");
        client.send("{'id':5,'type':'createStream'}");
        client.send("{'id':6,'type':'createStream'}");
        client.send("{'id':7,'type':'publish','stream':1,'name':'show'}").answer(7);
        client.reopenWebSocket();

        JsonNode answer = client.resume(token, taken);
        assertThat(answer.path("recovered").booleanValue()).isFalse();
        assertThat(answer.path("received").intValue()).isEqualTo(7);
        assertThat(answer.path("open")).hasSize(1);
        assertThat(answer.path("open").path(0).intValue()).isEqualTo(4);
        JsonNode server = client.next();
        assertThat(server.path("type").textValue()).isEqualTo("server");
        assertThat(server.path("state").textValue()).isEqualTo("Live");
        assertThat(client.next().toString())
                .isEqualTo(
                        "{\"type\":\"stream\",\"stream\":1,\"use\":\"publish\",\"servers\":[0]}");
        assertThat(client.next().toString())
                .isEqualTo("{\"type\":\"stream\",\"stream\":2,\"use\":\"none\",\"servers\":[]}");
        JsonNode sync = client.next();
        assertThat(sync.path("changes").path(0).path("code").textValue()).isEqualTo("clear");
        assertThat(sync.path("changes").path(1).path("slot").textValue()).isEqualTo("a");

        late.complete(AmfValue.of("at last"));
        client.answer(4);
        taken += client.socket().receivedCount();
        client.send("{'id':8,'type':'createStream'}");
        client.reopenWebSocket();
        assertThat(client.resume(token, taken).path("recovered").booleanValue()).isTrue();
        // A publisher without a frame is asked for a keyframe now and then.
        JsonNode next =
                client.await(message -> !message.path("type").textValue().equals("keyframe"));
        assertThat(next.path("id").intValue()).isEqualTo(8);
    }

    @Test
    void mergesSyncsWhileHeld() {
        begin(FEW_MESSAGES);
        String token = begin();
        client.send("{'id':2,'type':'useSharedObject','name':'so'}").answer(2);
        client.await("sync");
        int taken = client.socket().receivedCount();
        client.socket().closed(1006);
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
        client.open();
        assertThat(client.resume(token, taken).path("recovered").booleanValue()).isTrue();
        client.await(
                message ->
                        message.path("changes").path(0).path("slot").asText().equals("a")
                                && message.path("changes").path(0).path("value").intValue() == 10);
        assertThat(client.socket().receivedCount()).isLessThanOrEqualTo(2);
    }

    @Test
    void takesSessionOverBySecondWebSocket() {
        String token = begin();
        TestClientSocket old = client.socket();
        int taken = old.receivedCount();
        client.open();
        assertThat(client.resume(token, taken).path("recovered").booleanValue()).isTrue();
        assertThat(old.awaitClose()).isEqualTo(CloseCode.TAKEN_OVER);

        old.deliver("{\"id\":2,\"type\":\"createStream\"}");
        old.closed(1006);
        client.send("{'id':3,'type':'createStream'}");
        assertThat(client.answer(3).path("stream").intValue()).isEqualTo(1);
        assertThat(client.held()).isZero();
    }

    @Test
    void endsSessionOfNewWebSocketOnResume() {
        String token = begin();
        client.reopenWebSocket();
        client.resume(token, 0);
        client.socket().awaitEnd();
    }

    @Test
    void keepsNewSessionAfterUnknownToken() {
        begin();
        client.reopenWebSocket();
        assertResumeFails("none", 0);
        connect(client);
        client.send("{'id':2,'type':'createStream'}");
        assertThat(client.answer(2).path("stream").intValue()).isEqualTo(1);
        assertThat(client.held()).isEqualTo(1);
    }

    @Test
    void rejectsResumeWithImpossibleCount() {
        String token = begin();
        client.reopenWebSocket();
        assertResumeFails(token, 1000);
        connect(client);
        assertThat(client.held()).isEqualTo(1);
    }

    @Test
    void rejectsResumeOfOwnSession() {
        String token = client.await("hello").path("resume").path("token").textValue();
        assertResumeFails(token, 0);
        connect(client);
    }

    @Test
    void rejectsLateResumeWithoutCountingIt() {
        String token = begin();
        int taken = client.socket().receivedCount();
        JsonNode late = client.resume(token, taken);
        assertThat(late.path("code").textValue()).isEqualTo("bad-state");
        client.reopenWebSocket();
        JsonNode answer = client.resume(token, taken);
        assertThat(answer.path("received").intValue()).isEqualTo(1);
        assertThat(answer.path("recovered").booleanValue()).isTrue();
    }

    @Test
    void doesNotCountAcksNorSendThemWhileHeld() {
        String token = begin();
        publish();
        client.media(8, 1, 0, 0xAF, 1, 0);
        client.await("ack");
        int taken = client.socket().receivedCount();
        client.reopenWebSocket();
        assertThat(client.resume(token, taken).path("recovered").booleanValue()).isTrue();
        assertThat(client.await("ack").path("bytes").intValue()).isEqualTo(11);
    }

    @Test
    void repeatsGoAwayOnResume() {
        String token = begin();
        int taken = client.socket().receivedCount();
        client.socket().goAway(Duration.ofSeconds(10), Duration.ofSeconds(60));
        JsonNode news = client.await("goaway");
        assertThat(news.path("moveInMs").intValue()).isBetween(1, 10_000);
        assertThat(news.path("closeInMs").intValue()).isBetween(50_000, 60_000);
        client.reopenWebSocket();
        client.resume(token, taken + 1);
        assertThat(client.await("goaway").path("moveInMs").intValue()).isBetween(1, 10_000);
    }

    @Test
    void deliversCallOfServerAfterResume() {
        String token = begin();
        int taken = client.socket().receivedCount();
        client.socket().closed(1006);
        CompletableFuture<AmfValue> answer = new CompletableFuture<>();
        origin.forEachClient(
                        "live",
                        client ->
                                client.call("who", java.util.List.of())
                                        .thenAccept(answer::complete))
                .join();
        client.open();
        client.resume(token, taken);
        int call = client.await("call").path("call").intValue();
        client.send("{'id':2,'type':'return','call':%d,'result':'me'}".formatted(call));
        assertThat(answer.orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS).join())
                .isEqualTo(AmfValue.of("me"));
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.Origin.Options;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls both ways between a page and two origins. */
class OutboundCallsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CompletableFuture<AmfValue> NEVER = new CompletableFuture<>();

    private final CompletableFuture<AmfValue> late = new CompletableFuture<>();
    private final Origin a = Origin.start(options("a"));
    private final Origin b = Origin.start(options("b").answering("late", _ -> late));
    private final TestSession session =
            new TestSession(DefaultAddressResolverGroup.INSTANCE, limits(2, SessionLimits.DEFAULT));

    private static Options options(String name) {
        return Options.DEFAULT
                .answering("name", _ -> CompletableFuture.completedStage(AmfValue.of(name)))
                .answering("never", _ -> NEVER)
                .answering("late", _ -> NEVER)
                .answering(
                        "large",
                        _ -> CompletableFuture.completedStage(new AmfString("x".repeat(300_000))))
                .answering(
                        "big",
                        _ -> CompletableFuture.completedStage(new AmfString("x".repeat(600_000))));
    }

    /** Returns limits with another number of calls of servers that may wait. */
    private static SessionLimits limits(int incomingCalls, SessionLimits other) {
        SessionLimits.Counts counts = other.counts();
        SessionLimits.Buffers buffers = other.buffers();
        return other.withCounts(
                        new SessionLimits.Counts(
                                counts.servers(),
                                counts.streams(),
                                counts.requests(),
                                incomingCalls,
                                counts.sharedObjects()))
                .withBuffers(
                        new SessionLimits.Buffers(1 << 20, buffers.playBytes(), buffers.queue()));
    }

    @AfterEach
    void close() {
        session.close();
        a.close();
        b.close();
    }

    @Test
    void oneAnswerOfEachServer() {
        connect();
        assertAnswers(
                call("'method':'name'"),
                "[{'server':0,'outcome':'result','value':'a'},"
                        + "{'server':1,'outcome':'result','value':'b'}]");
        assertAnswers(
                call("'method':'add','args':[2,3],'on':1"),
                "[{'server':1,'outcome':'result','value':5}]");
    }

    @Test
    void anErrorOfAServerIsAnAnswer() {
        connect();
        assertAnswers(
                call("'method':'subtract','on':0"),
                "[{'server':0,'outcome':'error','text':'Method not found (subtract).','value':"
                        + "{'level':'error','code':'NetConnection.Call.Failed',"
                        + "'description':'Method not found (subtract).'}}]");
    }

    @Test
    void aServerThatNeverAnswersIsNotWaitedForBeyondTheTimeout() {
        connect();
        assertAnswers(
                call("'method':'never','on':0,'timeout':100"),
                "[{'server':0,'outcome':'timeout','text':'no answer within 100 ms'}]");
    }

    @Test
    void theFirstResultIsEnough() {
        connect();
        late.complete(AmfValue.of("b"));
        assertAnswers(
                call("'method':'late','on':'first','timeout':60000"),
                "[{'server':1,'outcome':'result','value':'b'}]");
    }

    @Test
    void withoutAResultTheFirstIsAllFailures() {
        connect();
        late.completeExceptionally(new IllegalStateException("out of paper"));
        JsonNode answers = call("'method':'late','on':'first','timeout':300").path("answers");
        assertThat(answers).hasSize(2);
        assertThat(answers.path(0).path("outcome").textValue()).isEqualTo("timeout");
        assertThat(answers.path(1).path("outcome").textValue()).isEqualTo("error");
        assertThat(answers.path(1).path("text").textValue()).contains("out of paper");
    }

    @Test
    void aServerThatIsLostMeanwhileIsLostAndTheOtherAnswers() {
        connect();
        session.send("{'id':5,'type':'call','method':'name'}");
        session.answer(5);
        session.send("{'id':6,'type':'call','method':'late','on':'all','timeout':1000}");
        session.send("{'id':7,'type':'call','method':'name','on':1}").answer(7); // has come to b
        b.close();
        JsonNode answers = session.answer(6).path("answers");
        assertThat(answers.path(0).path("outcome").textValue()).isEqualTo("timeout");
        assertThat(answers.path(1).path("outcome").textValue()).isEqualTo("lost");
        assertThat(answers.path(1).path("text").textValue()).isNotEmpty();

        assertAnswers(
                call("'method':'name'"),
                "[{'server':0,'outcome':'result','value':'a'},"
                        + "{'server':1,'outcome':'lost','text':'not connected'}]");
    }

    @Test
    void aCallWithoutReplyHasNoAnswers() {
        connect();
        assertAnswers(call("'method':'never','reply':false"), "[]");
    }

    @Test
    void callsWaitForConnect() {
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s']}"
                        .formatted(a.url("live"), b.url("live")));
        assertThat(call("'method':'name'").path("answers")).hasSize(2);
    }

    @Test
    void whatIsWrongWithACall() {
        assertError("{'id':3,'type':'call','method':'name'}", "bad-state");
        connect();
        assertError("{'id':3,'type':'call','method':'name','on':2}", "no-such-server");
        assertError("{'id':3,'type':'call','method':'name','on':'some'}", "bad-request");
        assertError("{'id':3,'type':'call','method':7}", "bad-request");
        assertError("{'id':3,'type':'call','method':'name','reply':1}", "bad-request");
        assertError("{'id':3,'type':'call','method':'name','timeout':99}", "bad-request");
        assertError("{'id':3,'type':'return','call':1}", "no-such-call");
        assertError("{'id':3,'type':'return','call':1,'result':1,'error':2}", "bad-request");
    }

    @Test
    void whatAmfCannotSayHarmsNoConnection() {
        connect();
        String name = "x".repeat(65_536);
        String typed = "{'$amf':'object','class':'" + name + "','properties':{}}";
        JsonNode answer = call("'method':'echo','args':[" + typed + "],'on':0");
        assertThat(answer.path("answers").path(0).path("outcome").textValue()).isEqualTo("error");
        assertError(
                "{'id':3,'type':'call','method':'echo','reply':false,'args':[" + typed + "]}",
                "bad-request");
        assertThat(call("'method':'name'").path("answers")).hasSize(2);
    }

    @Test
    void anAnswerThatWouldFillWhatWaitsForThePageIsAnError() {
        connect();
        JsonNode answer = call("'method':'big','on':0").path("answers").path(0);
        assertThat(answer.path("outcome").textValue()).isEqualTo("error");
        assertThat(answer.path("text").textValue()).contains("limit 524288");
    }

    @Test
    void answersThatTogetherWouldFillWhatWaitsForThePageAreErrors() {
        connect();
        assertThat(call("'method':'large','on':0").path("answers").path(0).path("outcome"))
                .hasToString("\"result\"");
        JsonNode answer = call("'method':'large','on':0").path("answers").path(0);
        assertThat(answer.path("outcome").textValue()).isEqualTo("error");
        assertThat(answer.path("text").textValue())
                .contains("more than the client can be told in a second");
    }

    @Test
    void disconnectEndsACallThatIsOpen() {
        connect();
        session.send("{'id':3,'type':'call','method':'never','on':0}");
        session.send("{'id':4,'type':'disconnect'}");
        assertThat(session.answer(3).path("answers").path(0).path("outcome").textValue())
                .isEqualTo("lost");
        session.answer(4);
    }

    @Test
    void aServerCallsThePageWhichAnswersOnce() {
        connect();
        CompletableFuture<AmfValue> answer = callPage(b, "who", AmfValue.of("there?"));
        JsonNode news = session.await("call");
        assertThat(news.path("server").intValue()).isEqualTo(1);
        assertThat(news.path("method").textValue()).isEqualTo("who");
        assertThat(news.path("args")).hasSize(1);
        assertThat(news.path("args").path(0).textValue()).isEqualTo("there?");
        int call = news.path("call").intValue();
        session.send("{'id':3,'type':'return','call':%d,'result':'me'}".formatted(call));
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(AmfValue.of("me"));
        assertError("{'id':4,'type':'return','call':%d}".formatted(call), "no-such-call");
    }

    @Test
    void thePageMayAnswerWithAnError() {
        connect();
        CompletableFuture<AmfValue> answer = callPage(a, "who");
        int call = session.await("call").path("call").intValue();
        session.send("{'id':3,'type':'return','call':%d,'error':'busy'}".formatted(call));
        assertFails(answer, "busy");
    }

    @Test
    void moreCallsOfServersThanTheLimitAreRefused() {
        connect();
        callPage(a, "one");
        callPage(a, "two");
        session.await("call");
        session.await("call");
        assertFails(callPage(b, "three"), "2 calls wait for the client already");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallEndsWithItsServer(boolean all) {
        connect();
        callPage(a, "who");
        int call = session.await("call").path("call").intValue();
        if (all) {
            session.send("{'id':3,'type':'disconnect'}").answer(3);
        } else {
            a.close();
            session.server(0, "Recovering");
        }
        assertError("{'id':4,'type':'return','call':%d}".formatted(call), "no-such-call");
    }

    /** 512 KiB at once, and 256 KiB a second. */
    @Test
    void whatIsTooMuchOfAServerIsDroppedAndSaid() {
        connect();
        AmfString long300 = new AmfString("x".repeat(300 << 10));
        callPage(a, "big", long300);
        assertThat(session.await("call").path("method").textValue()).isEqualTo("big");
        assertFails(callPage(a, "big", long300), "more than the client can be told in a second");
        JsonNode warning = session.status("NetConnection.Call.Dropped");
        assertThat(warning.path("server").intValue()).isZero();
        assertThat(warning.path("info").path("level").textValue()).isEqualTo("warning");
        callPage(a, "small", new AmfNumber(1));
        assertThat(session.await("call").path("method").textValue()).isEqualTo("small");
    }

    private void connect() {
        session.send(
                "{'id':1,'type':'connect','servers':['%s','%s']}"
                        .formatted(a.url("live"), b.url("live")));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private JsonNode call(String fields) {
        return session.send("{'id':2,'type':'call'," + fields + "}").answer(2);
    }

    /** The only client of an origin is our session. */
    private static CompletableFuture<AmfValue> callPage(
            Origin origin, String method, AmfValue... arguments) {
        CompletableFuture<AmfValue> answer = new CompletableFuture<>();
        origin.forEachClient(
                        "live",
                        client ->
                                client.call(method, List.of(arguments))
                                        .whenComplete(
                                                (value, failure) -> {
                                                    if (failure == null) {
                                                        answer.complete(value);
                                                    } else {
                                                        answer.completeExceptionally(failure);
                                                    }
                                                }))
                .join();
        return answer;
    }

    private static void assertFails(CompletableFuture<AmfValue> answer, String why) {
        CompletableFuture<AmfValue> inTime = answer.orTimeout(20, TimeUnit.SECONDS);
        assertThatThrownBy(inTime::join)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining(why);
    }

    private void assertError(String request, String code) {
        int id = request.charAt("{'id':".length()) - '0';
        JsonNode answer = session.send(request).answer(id);
        assertThat(answer.path("type").textValue()).as(request).isEqualTo("error");
        assertThat(answer.path("code").textValue()).as(request).isEqualTo(code);
    }

    private static void assertAnswers(JsonNode result, String expected) {
        try {
            assertThat(result.path("answers"))
                    .isEqualTo(JSON.readTree(expected.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(expected, e);
        }
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.Origin.Options;
import io.multiconnection.replica.ReplicaLimits;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shared objects of pages on two origins; a session on one origin alone stands for its users. */
class ReplicatedObjectsTest {

    private final Origin a = Origin.start(Options.DEFAULT);
    private Origin b = Origin.start(Options.DEFAULT);
    private final List<TestSession> sessions = new ArrayList<>();

    @AfterEach
    void close() {
        sessions.forEach(TestSession::close);
        a.close();
        b.close();
    }

    @Test
    void whatOneWritesEverybodyHasOnEveryServer() {
        TestSession page = page(a, b);
        TestSession atA = page(a);
        TestSession atB = page(b);
        use(page, "");
        use(atA, "");
        use(atB, "");
        set(page, "{'path':['colour'],'value':'red'},{'path':['user','name'],'value':'Foo'}");
        assertThat(sync(page, "success")).containsEntry("colour", "\"red\"");
        for (TestSession other : List.of(atA, atB)) {
            assertThat(sync(other, "change"))
                    .containsEntry("colour", "\"red\"")
                    .containsEntry("user", "{\"name\":\"Foo\"}");
        }
        set(page, "{'path':['user','name']},{'path':['user','age'],'value':7}");
        assertThat(sync(atB, "change")).containsEntry("user", "{\"age\":7}");
        set(page, "{'path':['colour'],'value':null}");
        assertThat(sync(atB, "delete")).containsKey("colour");
    }

    @Test
    void theFirstSyncTellsWhatIsThere() {
        TestSession before = page(a);
        use(before, "");
        set(before, "{'path':['colour'],'value':'red'}");
        sync(before, "success");
        TestSession page = page(a, b);
        use(page, "");
        JsonNode first = page.await("sync");
        assertThat(first.has("server")).isFalse();
        assertThat(first.path("changes").path(0).path("code").textValue()).isEqualTo("clear");
        if (first.path("changes").size() == 1) { // a server may tell what it holds a moment later
            first = page.await("sync");
        }
        assertThat(first.path("changes").findValuesAsText("slot")).containsExactly("colour");
    }

    @Test
    void eachServersCopyIsToldWhereThatIsWanted() {
        TestSession page = page(a, b);
        use(page, ",'copies':true");
        set(page, "{'path':['colour'],'value':'red'}");
        Set<Integer> told = new HashSet<>();
        while (!told.equals(Set.of(0, 1))) {
            JsonNode sync =
                    page.await(
                            message ->
                                    message.path("type").textValue().equals("sync")
                                            && message.has("server")
                                            && message.toString().contains("success"));
            assertThat(sync.path("version").longValue()).isPositive();
            told.add(sync.path("server").intValue());
        }
    }

    @Test
    void whatAnotherWritesToOneServerComesToTheOtherWhereThatIsMirrored() {
        TestSession page = page(a, b);
        TestSession atA = page(a);
        TestSession atB = page(b);
        use(page, ",'mirror':true");
        use(atA, "");
        use(atB, "");
        set(atB, "{'path':['b'],'value':1}");
        assertThat(sync(atA, "change")).containsEntry("b", "1");
        set(atA, "{'path':['a'],'value':2}");
        assertThat(sync(atB, "change")).containsEntry("a", "2");
        set(atB, "{'path':['a']}");
        assertThat(sync(atA, "delete")).containsKey("a");
    }

    @Test
    void aServerThatComesBackEmptyIsHealed() {
        TestSession page = page(a, b);
        use(page, "");
        TestSession before = page(b);
        use(before, "");
        set(page, "{'path':['colour'],'value':'red'}");
        set(before, "{'path':['theirs'],'value':1}");
        page.await(message -> message.toString().contains("theirs"));
        int port = b.port();
        b.close();
        page.server(1, "Failed");
        set(page, "{'path':['late'],'value':true}");
        b = Origin.start(Options.DEFAULT.on("127.0.0.1", port));
        TestSession atB = page(b);
        use(atB, "");
        page.send("{'id':9,'type':'reconnect','server':1}");
        assertThat(page.answer(9).path("type").textValue()).isEqualTo("result");
        Map<String, String> healed = new HashMap<>();
        while (!healed.keySet().containsAll(List.of("colour", "late", "theirs"))) {
            healed.putAll(sync(atB, "change"));
        }
        assertThat(healed)
                .containsEntry("colour", "\"red\"")
                .containsEntry("late", "true")
                .containsEntry("theirs", "1");
    }

    @Test
    void aMessageIsToldOnce() {
        TestSession page = page(a, b);
        TestSession atB = page(b);
        use(page, "");
        use(atB, "");
        for (int i = 0; i < 3; i++) {
            page.send(
                    "{'id':%d,'type':'sendMessage','name':'info','handler':'hello','args':[%d]}"
                            .formatted(3 + i, i / 2));
        }
        page.send("{'id':6,'type':'sendMessage','name':'info','handler':'end'}");
        List<String> heard = new ArrayList<>();
        while (!heard.contains("end[]")) {
            JsonNode message = page.await("message");
            heard.add(message.path("handler").textValue() + message.path("args"));
        }
        assertThat(heard).containsExactlyInAnyOrder("hello[0]", "hello[0]", "hello[1]", "end[]");
        assertThat(atB.await("message").path("handler").textValue()).isEqualTo("hello");
    }

    @Test
    void clearDeletesEverySlot() {
        TestSession page = page(a, b);
        TestSession atB = page(b);
        use(page, "");
        use(atB, "");
        set(page, "{'path':['colour'],'value':'red'}");
        sync(atB, "change");
        page.send("{'id':4,'type':'clearSharedObject','name':'info'}");
        assertThat(page.answer(4).path("type").textValue()).isEqualTo("result");
        assertThat(sync(atB, "delete")).containsKey("colour");
    }

    @Test
    void whatIsReleasedIsHeardOfNoMore() {
        TestSession page = page(a, b);
        use(page, "");
        page.send("{'id':5,'type':'releaseSharedObject','name':'info'}");
        assertThat(page.answer(5).path("type").textValue()).isEqualTo("result");
        assertError(
                page, "{'id':6,'type':'setSlots','name':'info','changes':[]}", "no-such-object");
        use(page, "");
    }

    @Test
    void tenThousandSlotsAndValuesThatAreDeepOrCyclic() {
        TestSession page = page(a, b);
        TestSession atB = page(b);
        use(page, "");
        for (int batch = 0; batch < 10; batch++) {
            int first = batch * 1000;
            set(
                    page,
                    IntStream.range(first, first + 1000)
                            .mapToObj(i -> "{'path':['slot%d'],'value':%d}".formatted(i, i))
                            .collect(Collectors.joining(",")));
        }
        String deep = "{'in':".repeat(30) + "1" + "}".repeat(30);
        set(page, "{'path':['deep'],'value':" + deep + "}");
        set(
                page,
                "{'path':['cycle'],'value':{'$amf':'object','id':1,'properties':"
                        + "{'self':{'$amf':'ref','id':1}}}}");
        use(atB, "");
        Map<String, String> there = new HashMap<>();
        while (there.size() < 10_002) {
            there.putAll(sync(atB, "change"));
        }
        assertThat(there).containsEntry("slot9999", "9999");
        assertThat(there.get("deep")).isEqualTo(deep.replace('\'', '"'));
        assertThat(there.get("cycle")).contains("\"ref\"");
    }

    @Test
    void whatIsTooMuchIsRefusedAndNothingOfItDone() {
        TestSession page = page(a, b);
        assertError(
                page, "{'id':6,'type':'setSlots','name':'info','changes':[]}", "no-such-object");
        use(page, "");
        assertError(page, "{'id':6,'type':'useSharedObject','name':'info'}", "bad-state");
        assertError(page, "{'id':6,'type':'useSharedObject','name':''}", "bad-request");
        assertError(
                page,
                "{'id':6,'type':'setSlots','name':'info','changes':[{'path':['a'],'value':1},"
                        + "{'path':['b'],'value':'"
                        + "x".repeat(66_000)
                        + "'}]}",
                "too-many");
        set(page, "{'path':['text'],'value':'words'}");
        assertError(
                page,
                "{'id':6,'type':'setSlots','name':'info','changes':[{'path':['text','in'],'value':1}]}",
                "bad-request");
        assertError(
                page,
                "{'id':6,'type':'setSlots','name':'info','changes':[{'path':[],'value':1}]}",
                "bad-request");
        for (int i = 1; i < 32; i++) {
            page.send("{'id':7,'type':'useSharedObject','name':'other%d'}".formatted(i));
            assertThat(page.answer(7).path("type").textValue()).isEqualTo("result");
        }
        assertError(page, "{'id':6,'type':'useSharedObject','name':'over'}", "too-many");
    }

    @Test
    void namesAndPathsHaveLimits() {
        TestSession page = page(a);
        String name = "n".repeat(255);
        page.send("{'id':6,'type':'useSharedObject','name':'" + name + "'}");
        assertThat(page.answer(6).path("type").textValue()).isEqualTo("result");
        assertThat(refusal(page, "{'id':6,'type':'useSharedObject','name':'" + name + "n'}"))
                .endsWith("name has 256 characters, expected 1..255");
        String set = "{'id':6,'type':'setSlots','name':'" + name + "','changes':[{'path':[%s]}]}";
        page.send(set.formatted(path(64)));
        assertThat(page.answer(6).path("type").textValue()).isEqualTo("result");
        assertThat(refusal(page, set.formatted(path(65))))
                .endsWith("expected a path of 1..64 names");
        assertThat(refusal(page, set.formatted("'a',''"))).contains("expected a path of 1..64");
        assertThat(refusal(page, set.formatted("'a',1"))).contains("expected a path of 1..64");
    }

    private static String path(int length) {
        return String.join(",", Collections.nCopies(length, "'in'"));
    }

    private static String refusal(TestSession page, String request) {
        JsonNode answer = page.send(request).answer(6);
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("bad-request");
        return answer.path("message").textValue();
    }

    @Test
    void aServerThatHoldsTooMuchIsLeft() {
        TestSession hostile = page(b);
        use(hostile, "");
        set(
                hostile,
                IntStream.range(0, 11)
                        .mapToObj(i -> "{'path':['slot%d'],'value':%d}".formatted(i, i))
                        .collect(Collectors.joining(",")));
        sync(hostile, "success");
        TestSession page = page(limits(new ReplicaLimits(10, 10_000, 1000), 8 << 20), a, b);
        page.send("{'id':2,'type':'useSharedObject','name':'info'}");
        JsonNode status = page.status("SharedObject.TooLarge");
        assertThat(status.path("server").intValue()).isEqualTo(1);
        assertThat(status.path("sharedObject").textValue()).isEqualTo("info");
        assertThat(status.path("info").path("description").textValue())
                .isEqualTo("left on this server: 11 slots, limit 10");
        set(page, "{'path':['colour'],'value':'red'}");
        assertThat(sync(page, "success")).containsKey("colour");
    }

    @Test
    void aLargeObjectIsToldAsFastAsTheClientMayBeTold() {
        TestSession author = page(a);
        use(author, "");
        String text = "x".repeat(2000);
        for (int batch = 0; batch < 2; batch++) {
            int first = batch * 60;
            set(
                    author,
                    IntStream.range(first, first + 60)
                            .mapToObj(i -> "{'path':['slot%d'],'value':'%s'}".formatted(i, text))
                            .collect(Collectors.joining(",")));
        }
        TestSession page = page(limits(ReplicaLimits.DEFAULT, 400 << 10), a);
        use(page, "");
        Map<String, String> there = new HashMap<>();
        while (there.size() < 120) {
            there.putAll(sync(page, "change"));
        }
        assertThat(there).containsEntry("slot119", '"' + text + '"');
    }

    @Test
    void moreMessagesThanTheClientMayBeToldAreDropped() {
        TestSession author = page(a);
        use(author, "");
        TestSession page = page(limits(ReplicaLimits.DEFAULT, 16 << 10), a);
        use(page, "");
        for (int i = 0; i < 12; i++) {
            author.send(
                    "{'id':4,'type':'sendMessage','name':'info','handler':'flood','args':[%d,'%s']}"
                            .formatted(i, "x".repeat(2000)));
        }
        page.await("message");
        assertThat(page.status("SharedObject.Message.Dropped").path("sharedObject").textValue())
                .isEqualTo("info");
    }

    static SessionLimits limits(ReplicaLimits replica, int unreadBytes) {
        SessionLimits.Buffers buffers = SessionLimits.DEFAULT.buffers();
        return SessionLimits.DEFAULT
                .withReplica(replica)
                .withBuffers(
                        new SessionLimits.Buffers(
                                unreadBytes, buffers.playBytes(), buffers.queue()));
    }

    @Test
    void anObjectThatNotEnoughServersAnswerForFails() {
        TestSession page = new TestSession();
        sessions.add(page);
        assertError(page, "{'id':6,'type':'useSharedObject','name':'info'}", "bad-state");
    }

    private TestSession page(Origin... origins) {
        return page(SessionLimits.DEFAULT, origins);
    }

    private TestSession page(SessionLimits limits, Origin... origins) {
        TestSession session = new TestSession(DefaultAddressResolverGroup.INSTANCE, limits);
        sessions.add(session);
        String urls =
                List.of(origins).stream()
                        .map(origin -> "'" + origin.url("live") + "'")
                        .collect(Collectors.joining(","));
        session.send("{'id':1,'type':'connect','recover':false,'servers':[" + urls + "]}");
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
        return session;
    }

    private static void use(TestSession page, String more) {
        page.send("{'id':2,'type':'useSharedObject','name':'info'" + more + "}");
        assertThat(page.answer(2).path("type").textValue()).isEqualTo("result");
    }

    private static void set(TestSession page, String changes) {
        page.send("{'id':3,'type':'setSlots','name':'info','changes':[" + changes + "]}");
        assertThat(page.answer(3).path("type").textValue()).isEqualTo("result");
    }

    private static void assertError(TestSession page, String request, String code) {
        JsonNode answer = page.send(request).answer(6);
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo(code);
    }

    /** The slots of the next merged sync with that code, as JSON. */
    private static Map<String, String> sync(TestSession page, String code) {
        JsonNode sync =
                page.await(
                        message ->
                                message.path("type").textValue().equals("sync")
                                        && !message.has("server")
                                        && message.toString().contains('"' + code + '"'));
        Map<String, String> slots = new HashMap<>();
        for (JsonNode change : sync.path("changes")) {
            if (change.path("code").textValue().equals(code)) {
                slots.put(change.path("slot").textValue(), change.path("value").toString());
            }
        }
        return slots;
    }
}

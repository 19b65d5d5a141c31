package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
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

/** Shared objects of a client on two origins; a session on one origin acts as another user. */
class ReplicatedObjectsTest {

    private final Origin a = Origin.start(OriginOptions.DEFAULT);
    private Origin b = Origin.start(OriginOptions.DEFAULT);
    private final List<TestSession> sessions = new ArrayList<>();

    @AfterEach
    void close() {
        sessions.forEach(TestSession::close);
        a.close();
        b.close();
    }

    @Test
    void replicatesWritesToAllUsersOnEveryServer() {
        TestSession client = client(a, b);
        TestSession atA = client(a);
        TestSession atB = client(b);
        use(client, "");
        use(atA, "");
        use(atB, "");
        set(client, "{'path':['colour'],'value':'red'},{'path':['user','name'],'value':'Foo'}");
        assertThat(sync(client, "success")).containsEntry("colour", "\"red\"");
        for (TestSession other : List.of(atA, atB)) {
            assertThat(sync(other, "change"))
                    .containsEntry("colour", "\"red\"")
                    .containsEntry("user", "{\"name\":\"Foo\"}");
        }
        set(client, "{'path':['user','name']},{'path':['user','age'],'value':7}");
        assertThat(sync(atB, "change")).containsEntry("user", "{\"age\":7}");
        set(client, "{'path':['colour'],'value':null}");
        assertThat(sync(atB, "delete")).containsKey("colour");
    }

    @Test
    void sendsContentsInFirstSync() {
        TestSession before = client(a);
        use(before, "");
        set(before, "{'path':['colour'],'value':'red'}");
        sync(before, "success");
        TestSession client = client(a, b);
        use(client, "");
        JsonNode first = client.await("sync");
        assertThat(first.has("server")).isFalse();
        assertThat(first.path("changes").path(0).path("code").textValue()).isEqualTo("clear");
        if (first.path("changes").size() == 1) { // a server may send its contents a moment later
            first = client.await("sync");
        }
        assertThat(first.path("changes").findValuesAsText("slot")).containsExactly("colour");
    }

    @Test
    void syncsCopiesOnRequest() {
        TestSession client = client(a, b);
        use(client, ",'copies':true");
        set(client, "{'path':['colour'],'value':'red'}");
        Set<Integer> told = new HashSet<>();
        while (!told.equals(Set.of(0, 1))) {
            JsonNode sync =
                    client.await(
                            message ->
                                    message.path("type").textValue().equals("sync")
                                            && message.has("server")
                                            && message.toString().contains("success"));
            assertThat(sync.path("version").longValue()).isPositive();
            told.add(sync.path("server").intValue());
        }
    }

    @Test
    void copiesForeignWritesToMirroredServers() {
        TestSession client = client(a, b);
        TestSession atA = client(a);
        TestSession atB = client(b);
        use(client, ",'mirror':true");
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
    void restoresObjectOnServerThatReturnsEmpty() {
        TestSession client = client(a, b);
        use(client, "");
        TestSession before = client(b);
        use(before, "");
        set(client, "{'path':['colour'],'value':'red'}");
        set(before, "{'path':['theirs'],'value':1}");
        client.await(message -> message.toString().contains("theirs"));
        int port = b.port();
        b.close();
        client.server(1, "Failed");
        set(client, "{'path':['late'],'value':true}");
        b = Origin.start(OriginOptions.DEFAULT.on("127.0.0.1", port));
        TestSession atB = client(b);
        use(atB, "");
        client.send("{'id':9,'type':'reconnect','server':1}");
        assertThat(client.answer(9).path("type").textValue()).isEqualTo("result");
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
    void deliversMessageOnce() {
        TestSession client = client(a, b);
        TestSession atB = client(b);
        use(client, "");
        use(atB, "");
        for (int i = 0; i < 3; i++) {
            client.send(
                    "{'id':%d,'type':'sendMessage','name':'info','handler':'hello','args':[%d]}"
                            .formatted(3 + i, i / 2));
        }
        client.send("{'id':6,'type':'sendMessage','name':'info','handler':'end'}");
        List<String> heard = new ArrayList<>();
        while (!heard.contains("end[]")) {
            JsonNode message = client.await("message");
            heard.add(message.path("handler").textValue() + message.path("args"));
        }
        assertThat(heard).containsExactlyInAnyOrder("hello[0]", "hello[0]", "hello[1]", "end[]");
        assertThat(atB.await("message").path("handler").textValue()).isEqualTo("hello");
    }

    @Test
    void clearDeletesEverySlot() {
        TestSession client = client(a, b);
        TestSession atB = client(b);
        use(client, "");
        use(atB, "");
        set(client, "{'path':['colour'],'value':'red'}");
        sync(atB, "change");
        client.send("{'id':4,'type':'clearSharedObject','name':'info'}");
        assertThat(client.answer(4).path("type").textValue()).isEqualTo("result");
        assertThat(sync(atB, "delete")).containsKey("colour");
    }

    @Test
    void sendsNoEventsOfReleasedObject() {
        TestSession client = client(a, b);
        use(client, "");
        client.send("{'id':5,'type':'releaseSharedObject','name':'info'}");
        assertThat(client.answer(5).path("type").textValue()).isEqualTo("result");
        assertError(
                client, "{'id':6,'type':'setSlots','name':'info','changes':[]}", "no-such-object");
        use(client, "");
    }

    @Test
    void syncsTenThousandSlotsWithDeepOrCyclicValues() {
        TestSession client = client(a, b);
        TestSession atB = client(b);
        use(client, "");
        for (int batch = 0; batch < 10; batch++) {
            int first = batch * 1000;
            set(
                    client,
                    IntStream.range(first, first + 1000)
                            .mapToObj(i -> "{'path':['slot%d'],'value':%d}".formatted(i, i))
                            .collect(Collectors.joining(",")));
        }
        String deep = "{'in':".repeat(30) + "1" + "}".repeat(30);
        set(client, "{'path':['deep'],'value':" + deep + "}");
        set(
                client,
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
    void rejectsWritesBeyondLimitsAsAWhole() {
        TestSession client = client(a, b);
        assertError(
                client, "{'id':6,'type':'setSlots','name':'info','changes':[]}", "no-such-object");
        use(client, "");
        assertError(client, "{'id':6,'type':'useSharedObject','name':'info'}", "bad-state");
        assertError(client, "{'id':6,'type':'useSharedObject','name':''}", "bad-request");
        assertError(
                client,
                "{'id':6,'type':'setSlots','name':'info','changes':[{'path':['a'],'value':1},"
                        + "{'path':['b'],'value':'"
                        + "x".repeat(66_000)
                        + "'}]}",
                "too-many");
        set(client, "{'path':['text'],'value':'words'}");
        assertError(
                client,
                "{'id':6,'type':'setSlots','name':'info','changes':[{'path':['text','in'],'value':1}]}",
                "bad-request");
        assertError(
                client,
                "{'id':6,'type':'setSlots','name':'info','changes':[{'path':[],'value':1}]}",
                "bad-request");
        for (int i = 1; i < 32; i++) {
            client.send("{'id':7,'type':'useSharedObject','name':'other%d'}".formatted(i));
            assertThat(client.answer(7).path("type").textValue()).isEqualTo("result");
        }
        assertError(client, "{'id':6,'type':'useSharedObject','name':'over'}", "too-many");
    }

    @Test
    void namesAndPathsHaveLimits() {
        TestSession client = client(a);
        String name = "n".repeat(255);
        client.send("{'id':6,'type':'useSharedObject','name':'" + name + "'}");
        assertThat(client.answer(6).path("type").textValue()).isEqualTo("result");
        assertThat(refusal(client, "{'id':6,'type':'useSharedObject','name':'" + name + "n'}"))
                .endsWith("name has 256 characters, expected 1..255");
        String set = "{'id':6,'type':'setSlots','name':'" + name + "','changes':[{'path':[%s]}]}";
        client.send(set.formatted(path(64)));
        assertThat(client.answer(6).path("type").textValue()).isEqualTo("result");
        assertThat(refusal(client, set.formatted(path(65))))
                .endsWith("expected a path of 1..64 names");
        assertThat(refusal(client, set.formatted("'a',''"))).contains("expected a path of 1..64");
        assertThat(refusal(client, set.formatted("'a',1"))).contains("expected a path of 1..64");
    }

    private static String path(int length) {
        return String.join(",", Collections.nCopies(length, "'in'"));
    }

    private static String refusal(TestSession client, String request) {
        JsonNode answer = client.send(request).answer(6);
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo("bad-request");
        return answer.path("message").textValue();
    }

    @Test
    void releasesObjectOnServerOverLimit() {
        TestSession hostile = client(b);
        use(hostile, "");
        set(
                hostile,
                IntStream.range(0, 11)
                        .mapToObj(i -> "{'path':['slot%d'],'value':%d}".formatted(i, i))
                        .collect(Collectors.joining(",")));
        sync(hostile, "success");
        TestSession client = client(limits(new ReplicaLimits(10, 10_000, 1000), 8 << 20), a, b);
        client.send("{'id':2,'type':'useSharedObject','name':'info'}");
        JsonNode status = client.status("SharedObject.TooLarge");
        assertThat(status.path("server").intValue()).isEqualTo(1);
        assertThat(status.path("sharedObject").textValue()).isEqualTo("info");
        assertThat(status.path("info").path("description").textValue())
                .isEqualTo("the object is released on this server: 11 slots, limit 10");
        set(client, "{'path':['colour'],'value':'red'}");
        assertThat(sync(client, "success")).containsKey("colour");
    }

    @Test
    void sendsLargeObjectAtRateOfClient() {
        TestSession author = client(a);
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
        TestSession client = client(limits(ReplicaLimits.DEFAULT, 400 << 10), a);
        use(client, "");
        Map<String, String> there = new HashMap<>();
        while (there.size() < 120) {
            there.putAll(sync(client, "change"));
        }
        assertThat(there).containsEntry("slot119", '"' + text + '"');
    }

    @Test
    void dropsMessagesBeyondEventBudget() {
        TestSession author = client(a);
        use(author, "");
        TestSession client = client(limits(ReplicaLimits.DEFAULT, 16 << 10), a);
        use(client, "");
        for (int i = 0; i < 12; i++) {
            author.send(
                    "{'id':4,'type':'sendMessage','name':'info','handler':'flood','args':[%d,'%s']}"
                            .formatted(i, "x".repeat(2000)));
        }
        client.await("message");
        assertThat(client.status("SharedObject.Message.Dropped").path("sharedObject").textValue())
                .isEqualTo("info");
    }

    static SessionLimits limits(ReplicaLimits replica, int unreadBytes) {
        SessionLimits.Buffers buffers = TestSession.LIMITS.buffers();
        return TestSession.LIMITS
                .withReplica(replica)
                .withBuffers(
                        new SessionLimits.Buffers(
                                unreadBytes, buffers.playBytes(), buffers.queue()));
    }

    @Test
    void failsUseWithoutQuorum() {
        TestSession client = new TestSession();
        sessions.add(client);
        assertError(client, "{'id':6,'type':'useSharedObject','name':'info'}", "bad-state");
    }

    private TestSession client(Origin... origins) {
        return client(TestSession.LIMITS, origins);
    }

    private TestSession client(SessionLimits limits, Origin... origins) {
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

    private static void use(TestSession client, String more) {
        client.send("{'id':2,'type':'useSharedObject','name':'info'" + more + "}");
        assertThat(client.answer(2).path("type").textValue()).isEqualTo("result");
    }

    private static void set(TestSession client, String changes) {
        client.send("{'id':3,'type':'setSlots','name':'info','changes':[" + changes + "]}");
        assertThat(client.answer(3).path("type").textValue()).isEqualTo("result");
    }

    private static void assertError(TestSession client, String request, String code) {
        JsonNode answer = client.send(request).answer(6);
        assertThat(answer.path("code").asText()).as("%s", answer).isEqualTo(code);
    }

    /** Returns the slots of the next merged sync with a code, as JSON. */
    private static Map<String, String> sync(TestSession client, String code) {
        JsonNode sync =
                client.await(
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

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.peers.Red5;
import io.multiconnection.peers.Red5Client;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared objects on two Red5 servers, with clients that are Red5's own. */
class ReplicatedObjectsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Red5 A = Red5.start();
    private static final Red5 B = Red5.start();

    private final List<TestSession> sessions = new ArrayList<>();

    @AfterAll
    static void stop() {
        A.close();
        B.close();
    }

    @AfterEach
    void close() {
        sessions.forEach(TestSession::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void syncsClientsOfGatewayAndOfRed5OnEveryServer(boolean persistent) {
        String object = persistent ? "kept" : "passing";
        TestSession client = client(0, A, B);
        use(client, object, ",'mirror':true,'persistent':" + persistent);
        try (Red5Client atA = Red5Client.watch(A, object, persistent);
                Red5Client atB = Red5Client.watch(B, object, persistent)) {
            set(client, object, "{'path':['colour'],'value':'red'},{'path':['size'],'value':1.5}");
            assertThat(sync(client, "success")).containsEntry("colour", "\"red\"");
            for (Red5Client user : List.of(atA, atB)) {
                user.await("update colour=red");
                user.await("update size=1.5");
            }
            set(client, object, "{'path':['colour']}");
            atA.await("delete colour");
            atB.await("delete colour");

            try (Red5Client _ = Red5Client.set(B, object, persistent, "theirs", "n:7")) {
                assertThat(sync(client, "change")).containsEntry("theirs", "7");
                atA.await("update theirs=7.0"); // as this session mirrors
            }
            try (Red5Client _ = Red5Client.set(A, object, persistent, "theirs", "eight")) {
                atB.await("update theirs=eight");
            }
            try (Red5Client _ = Red5Client.remove(B, object, persistent, "size")) {
                atA.await("delete size");
            }

            client.send(
                    "{'id':4,'type':'sendMessage','name':'%s','handler':'hello','args':['you']}"
                            .formatted(object));
            atA.await("message hello[you]");
            atB.await("message hello[you]");
            client.await("message");
            try (Red5Client _ = Red5Client.send(B, object, persistent, "back", "me")) {
                assertThat(client.await("message").path("handler").textValue()).isEqualTo("back");
            }
        }
    }

    @Test
    void restoresObjectOnServerThatRestartsEmpty() {
        TestSession client = client(0, A, B);
        use(client, "healed", "");
        set(client, "healed", "{'path':['colour'],'value':'red'}");
        sync(client, "success");
        try (Red5Client _ = Red5Client.set(B, "healed", false, "its", "own")) {
            sync(client, "change");
        }
        B.kill();
        client.server(1, "Failed");
        set(client, "healed", "{'path':['late'],'value':'too'}");
        B.restart();
        try (Red5Client atB = Red5Client.watch(B, "healed", false)) {
            reconnect(client);
            atB.await("update colour=red");
            atB.await("update late=too");
            atB.await("update its=own");
        }
    }

    @Test
    void updatesOldCopyOfRestartedServer() {
        TestSession client = client(0, A, B);
        use(client, "aged", ",'persistent':true");
        set(client, "aged", "{'path':['colour'],'value':'old-red'},{'path':['gone'],'value':'x'}");
        sync(client, "success");
        B.awaitStored("old-red");
        set(client, "aged", "{'path':['colour'],'value':'new-blue'},{'path':['gone']}");
        sync(client, "success");
        B.kill(); // it stores persistent objects every ten seconds
        client.server(1, "Failed");
        B.restart();
        try (Red5Client atB = Red5Client.watch(B, "aged", true)) {
            atB.await("update colour=old-red");
            reconnect(client);
            atB.await("update colour=new-blue");
            atB.await("delete gone");
        }
    }

    /**
     * From a client through Red5 to a client that joins later, so that it is told what Red5 holds.
     *
     * <p>Not here is what Red5 cannot say, so that who joins is never told or never answered: in
     * AMF0 what only AMF3 has (XML, ByteArray, Vector), in AMF3 a Vector of Number or of objects, a
     * Dictionary and objects of classes that it has not.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void transfersEveryValueThatRed5Supports(int encoding) throws JsonProcessingException {
        String object = "values" + encoding;
        List<Value> values =
                Stream.concat(
                                COMMON.stream(),
                                encoding == 0 ? ONLY_AMF0.stream() : ONLY_AMF3.stream())
                        .toList();
        TestSession author = client(encoding, A);
        use(author, object, "");
        for (int i = 0; i < values.size(); i++) {
            set(author, object, "{'path':['v%d'],'value':%s}".formatted(i, values.get(i).sent()));
            sync(author, "success");
        }
        TestSession reader = client(encoding, A);
        use(reader, object, "");
        Map<String, String> held = sync(reader, "change", values.size());
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i);
            assertThat(JSON.readTree(held.get("v" + i)))
                    .as(value.sent())
                    .isEqualTo(JSON.readTree(value.held().replace('\'', '"')));
        }
    }

    /** A value in JSON as it is sent, and as it comes back. */
    private record Value(String sent, String held) {

        static Value same(String json) {
            return new Value(json, json);
        }
    }

    private static final List<Value> COMMON =
            List.of(
                    Value.same("true"),
                    Value.same("1.5"),
                    Value.same("-2147483649"),
                    Value.same("'words, \u00e4, \ud83d\ude00'"),
                    Value.same("''"),
                    Value.same("'" + "x".repeat(60_000) + "'"),
                    Value.same("{'$amf':'number','value':'NaN'}"),
                    Value.same("{'$amf':'number','value':'-Infinity'}"),
                    Value.same("{'$amf':'number','value':'-0'}"),
                    Value.same("{'$amf':'date','ms':1700000000123,'timeZone':0}"),
                    Value.same("[1,'two',null,[true],{'$amf':'date','ms':5,'timeZone':0}]"),
                    Value.same("[]"),
                    Value.same("{}"),
                    Value.same("{'a':{'b':{'c':'deep'}},'n':null}"),
                    // it does not distinguish null and undefined
                    new Value("{'a':{'$amf':'undefined'}}", "{'a':null}"));

    private static final List<Value> ONLY_AMF0 =
            List.of(
                    // it stores both kinds as a Map, and sends an object
                    new Value("{'$amf':'ecmaArray','properties':{'a':1}}", "{'a':1}"),
                    new Value(
                            "{'$amf':'object','class':'com.example.User','properties':{'id':7}}",
                            "{'id':7}"),
                    // it reads references of AMF0 as null
                    new Value(
                            "{'$amf':'object','id':1,'properties':{'self':{'$amf':'ref','id':1}}}",
                            "{'self':null}"));

    private static final List<Value> ONLY_AMF3 =
            List.of(
                    Value.same("{'$amf':'xml','text':'<a/>'}"),
                    Value.same("{'$amf':'byteArray','base64':'AAEC'}"),
                    Value.same("{'$amf':'ecmaArray','properties':{'0':'first','a':1}}"),
                    Value.same("{'$amf':'vector','of':'int','fixed':false,'items':[1,2]}"),
                    Value.same(
                            "{'$amf':'externalizable',"
                                + "'class':'flex.messaging.io.ArrayCollection','body':[[1,2]]}"),
                    Value.same(
                            "{'$amf':'object','id':1,"
                                    + "'properties':{'self':{'$amf':'ref','id':1}}}"),
                    // it has one kind of XML
                    new Value(
                            "{'$amf':'xmlDocument','text':'<a/>'}", "{'$amf':'xml','text':'<a/>'}"),
                    // it has no vectors of fixed length
                    new Value(
                            "{'$amf':'vector','of':'uint','fixed':true,'items':[1,2]}",
                            "{'$amf':'vector','of':'uint','fixed':false,'items':[1,2]}"));

    @Test
    void syncsTenThousandSlotsAndDeepOne() {
        TestSession client = client(0, A, B);
        use(client, "many", "");
        for (int batch = 0; batch < 10; batch++) {
            int first = batch * 1000;
            set(
                    client,
                    "many",
                    IntStream.range(first, first + 1000)
                            .mapToObj(i -> "{'path':['slot%d'],'value':%d}".formatted(i, i))
                            .collect(Collectors.joining(",")));
        }
        String deep = "{'in':".repeat(40) + "1" + "}".repeat(40);
        set(client, "many", "{'path':['deep'],'value':" + deep + "}");
        for (Red5 server : List.of(A, B)) {
            TestSession reader = client(0, server);
            use(reader, "many", "");
            Map<String, String> held = sync(reader, "change", 10_001);
            assertThat(held).containsEntry("slot9999", "9999");
            assertThat(held).containsEntry("deep", deep.replace('\'', '"'));
        }
    }

    private TestSession client(int encoding, Red5... servers) {
        TestSession session = new TestSession();
        sessions.add(session);
        String urls =
                Stream.of(servers)
                        .map(server -> "'" + server.url("lab") + "'")
                        .collect(Collectors.joining(","));
        session.send(
                "{'id':1,'type':'connect','recover':false,'servers':[%s],'properties':{'objectEncoding':%d}}"
                        .formatted(urls, encoding));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
        return session;
    }

    private static void use(TestSession client, String object, String more) {
        client.send("{'id':2,'type':'useSharedObject','name':'" + object + "'" + more + "}");
        assertThat(client.answer(2).path("type").textValue()).isEqualTo("result");
    }

    private static void set(TestSession client, String object, String changes) {
        client.send(
                "{'id':3,'type':'setSlots','name':'%s','changes':[%s]}".formatted(object, changes));
        JsonNode answer = client.answer(3);
        assertThat(answer.path("type").textValue()).as("%s", answer).isEqualTo("result");
    }

    private static void reconnect(TestSession client) {
        client.send("{'id':9,'type':'reconnect','server':1,'timeout':20000}");
        assertThat(client.answer(9).path("type").textValue()).isEqualTo("result");
    }

    /** Returns a number of slots with a code, from as many syncs as needed. */
    private static Map<String, String> sync(TestSession client, String code, int count) {
        Map<String, String> slots = new HashMap<>();
        while (slots.size() < count) {
            slots.putAll(sync(client, code));
        }
        return slots;
    }

    /** Returns the slots of the next sync with a code, as JSON. */
    private static Map<String, String> sync(TestSession client, String code) {
        JsonNode sync =
                client.await(
                        message ->
                                message.path("type").textValue().equals("sync")
                                        && message.toString().contains("\"" + code + "\""));
        Map<String, String> slots = new HashMap<>();
        for (JsonNode change : sync.path("changes")) {
            if (change.path("code").textValue().equals(code)) {
                slots.put(change.path("slot").textValue(), change.path("value").toString());
            }
        }
        return slots;
    }
}

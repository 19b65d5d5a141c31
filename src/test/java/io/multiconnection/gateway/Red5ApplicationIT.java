package io.multiconnection.gateway;

import static io.multiconnection.HangLimit.await;
import static io.multiconnection.gateway.Red5Calls.assertConnected;
import static io.multiconnection.gateway.Red5Calls.assertError;
import static io.multiconnection.gateway.Red5Calls.awaitCall;
import static io.multiconnection.gateway.Red5Calls.awaitSlot;
import static io.multiconnection.gateway.Red5Calls.json;
import static io.multiconnection.gateway.Red5Calls.result;
import static io.multiconnection.gateway.Red5Calls.useObject;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.peers.Red5;
import io.multiconnection.peers.Red5Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Example application of docs/guides/server-side.md on a real Red5. The web tests check main.asc,
 * its counterpart for Flash Media Server.
 */
class Red5ApplicationIT {

    private static final String KEY = "s3cret";
    private static final int PENDING_MAX = 2;

    private static Red5Example example;
    private static Red5 red5;

    private final List<TestSession> sessions = new ArrayList<>();

    @BeforeAll
    static void deploy(@TempDir Path folder) throws IOException {
        String max = Integer.toString(PENDING_MAX);
        Map<String, String> settings =
                Map.of(
                        "operatorKey", KEY,
                        "pendingRooms", "backstage, _definst_",
                        "pendingMax", max);
        Map<String, String> hasty = Map.of("pendingRooms", "*", "pendingSeconds", "1");
        example =
                Red5Example.compile(folder)
                        .deploy("multiconnection", settings)
                        .deploy("hasty", hasty);
        red5 = Red5.start(example);
    }

    @AfterAll
    static void stop() {
        red5.close();
    }

    @AfterEach
    void close() {
        sessions.forEach(TestSession::close);
    }

    // Pending clients

    @ParameterizedTest
    @ValueSource(strings = {"multiconnection/backstage", "multiconnection"})
    void pendingClientIsConnectedWhenOperatorAcceptsIt(String path) {
        TestSession operator = operator(path);
        TestSession client = connect(path, "'Foo'");
        String id = awaitPending(operator, "Foo");
        JsonNode listed = result(operator, "listPending", "");
        assertThat(listed).hasSize(1);
        assertThat(listed.at("/0/id").textValue()).isEqualTo(id);
        assertThat(listed.at("/0/user").textValue()).isEqualTo("Foo");
        assertThat(listed.at("/0/since/$amf").textValue()).isEqualTo("date");
        assertThat(decide(operator, "acceptClient", id, "")).isTrue();
        assertConnected(client);
        assertThat(result(client, "whoami", "").path("id").textValue()).isEqualTo(id);
        assertThat(result(operator, "listPending", "")).isEmpty();
        assertThat(result(operator, "acceptClient", "'" + id + "'").booleanValue()).isFalse();
    }

    @Test
    void pendingClientReceivesReasonOfRejectionAndIsNotPendingAgain() {
        TestSession operator = operator("multiconnection/backstage");
        TestSession client = connect("multiconnection/backstage", "'Foo'");
        String id = awaitPending(operator, "Foo");
        assertThat(decide(operator, "rejectClient", id, ",'Come back tomorrow.'")).isTrue();
        assertRejected(client, "Come back tomorrow.");
        assertThat(result(operator, "listPending", "")).isEmpty();
    }

    @Test
    void pendingClientThatLeavesIsForgotten() {
        TestSession operator = operator("multiconnection/backstage");
        TestSession client = connect("multiconnection/backstage", "'Foo'");
        String id = awaitPending(operator, "Foo");
        client.send("{'id':2,'type':'disconnect'}").answer(2);
        assertThat(awaitCall(operator, "onPendingGone").at("/args/0").textValue()).isEqualTo(id);
        assertThat(result(operator, "acceptClient", "'" + id + "'").booleanValue()).isFalse();
    }

    @Test
    void pendingClientIsKnownToOperatorWhoComesLaterAndOnlyInItsRoom() {
        TestSession first = operator("multiconnection/backstage");
        TestSession elsewhere = operator("multiconnection");
        TestSession client = connect("multiconnection/backstage", "'Foo'");
        String id = awaitPending(first, "Foo");
        assertThat(result(elsewhere, "listPending", "")).isEmpty();
        assertThat(result(elsewhere, "acceptClient", "'" + id + "'").booleanValue()).isFalse();
        first.send("{'id':2,'type':'disconnect'}").answer(2);
        TestSession second = operator("multiconnection/backstage");
        assertThat(result(second, "listPending", "").at("/0/id").textValue()).isEqualTo(id);
        assertThat(decide(second, "acceptClient", id, "")).isTrue();
        assertConnected(client);
    }

    @Test
    void rejectsClientOfGuardedRoomIfServerCannotKeepItPending() {
        try (Red5 server = Red5.start(example.withoutPendingConnectHandler())) {
            assertRejected(
                    connect(server, "multiconnection/backstage", "'Foo'"),
                    "Pending clients need PendingConnectHandler in conf/red5-core.xml.");
            assertConnected(connect(server, "multiconnection/lobby", "'Foo'"));
        }
    }

    @Test
    void rejectsClientIfTooManyArePending() {
        TestSession operator = operator("multiconnection/backstage");
        for (int i = 0; i < PENDING_MAX; i++) {
            connect("multiconnection/backstage", "'Foo'");
            awaitPending(operator, "Foo");
        }
        assertRejected(
                connect("multiconnection/backstage", "'Bar'"), "Too many clients are pending.");
        assertThat(result(operator, "listPending", "")).hasSize(PENDING_MAX);
    }

    @Test
    void rejectsClientAfterTimeWithoutDecision() {
        TestSession client = connect("hasty/any", "'Foo','" + KEY + "'");
        assertRejected(client, "No operator has decided in time.");
    }

    // Rights

    @ParameterizedTest
    @ValueSource(strings = {"", "'Foo'", "'Foo','wrong'", "'Foo',''", "'Foo',null", "'Foo',7"})
    void clientWithoutKeyIsNoOperator(String arguments) {
        TestSession client = connect("multiconnection/lobby", arguments);
        assertConnected(client);
        for (String call : List.of("listPending", "acceptClient", "rejectClient", "setRoom")) {
            assertError(client, call, call.equals("listPending") ? "" : "'c1',{'capacity':1}");
        }
        assertError(client, "removeRoom", "'a'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "hold|null,null,null,null",
                "left|null",
                "connect|null",
                "setCanConnect|false",
                "setAttribute|'a',1",
                "getScheduledJobNames|''",
                "toString|''",
                "no.such.service|1",
                "subtract|3,2"
            })
    void clientsCallNothingButTheDocumentedMethods(String method, String arguments) {
        TestSession client = connect("multiconnection/lobby", "'Foo'");
        assertConnected(client);
        assertError(client, method, arguments.equals("''") ? "" : arguments);
        assertThat(result(client, "echo", "1").intValue()).isEqualTo(1);
    }

    // Calls

    @Test
    void callsHaveTheirDocumentedResults() {
        TestSession client = connect("multiconnection/lobby", "'Foo'");
        assertConnected(client);
        assertThat(result(client, "echo", "'h\u00e9llo'").textValue()).isEqualTo("h\u00e9llo");
        assertThat(result(client, "echo", "{'a':[1,null]}")).isEqualTo(json("{'a':[1,null]}"));
        assertThat(result(client, "add", "2,3.5").doubleValue()).isEqualTo(5.5);
        long skew =
                result(client, "getTime", "").path("ms").longValue() - System.currentTimeMillis();
        assertThat(skew).isBetween(-60_000L, 60_000L);
        JsonNode self = result(client, "whoami", "");
        assertThat(self.path("user").textValue()).isEqualTo("Foo");
        assertThat(self.path("app").textValue()).isEqualTo("multiconnection/lobby");
        assertThat(self.path("address").textValue()).isEqualTo("127.0.0.1");
        assertThat(result(client, "listStreams", "")).isEmpty();
        assertThat(result(client, "getStreamLength", "'none'").doubleValue()).isZero();
    }

    @Test
    void broadcastReachesClientsOfTheRoomOnly() {
        TestSession foo = connect("multiconnection/lobby", "'Foo'");
        TestSession bar = connect("multiconnection/lobby", "'Bar'");
        TestSession other = connect("multiconnection/other", "'Other'");
        List.of(foo, bar, other).forEach(Red5Calls::assertConnected);
        foo.send("{'id':3,'type':'call','method':'broadcast','args':['hello']}");
        JsonNode call = awaitCall(bar, "onBroadcast");
        assertThat(call.path("args").toString()).isEqualTo("[\"Foo\",\"hello\"]");
        assertThat(foo.answer(3).at("/answers/0/value").intValue()).isEqualTo(2);
        other.send("{'id':3,'type':'call','method':'broadcast','args':['x']}");
        assertThat(awaitCall(other, "onBroadcast").at("/args/0").textValue()).isEqualTo("Other");
        assertThat(other.answer(3).at("/answers/0/value").intValue()).isEqualTo(1);
        assertError(foo, "broadcast", "''");
        assertError(foo, "broadcast", "'" + "x".repeat(1001) + "'");
    }

    @Test
    void streamIsListedWhileItIsPublished() {
        TestSession client = connect("multiconnection/lobby", "'Foo'");
        assertConnected(client);
        client.send("{'id':4,'type':'createStream'}");
        client.send("{'id':5,'type':'publish','stream':1,'name':'webCastName','timeout':20000}");
        JsonNode published = client.answer(5);
        assertThat(published.path("type").textValue()).as("%s", published).isEqualTo("result");
        assertThat(result(client, "listStreams", ""))
                .isEqualTo(json("[{'name':'webCastName','live':true}]"));
        client.send("{'id':6,'type':'closeStream','stream':1}").answer(6);
        await().untilAsserted(() -> assertThat(result(client, "listStreams", "")).isEmpty());
    }

    // Shared objects

    @Test
    void usersObjectListsClientsOfTheRoom() {
        TestSession watcher = connect("multiconnection/hall", "'Foo'");
        assertConnected(watcher);
        String own = result(watcher, "whoami", "").path("id").textValue();
        useObject(watcher, "users", false);
        awaitSlot(watcher, own, "{'user':'Foo'}");
        TestSession client = connect("multiconnection/hall", "'Bar'");
        assertConnected(client);
        String id = result(client, "whoami", "").path("id").textValue();
        awaitSlot(watcher, id, "{'user':'Bar'}");
        client.send("{'id':2,'type':'disconnect'}").answer(2);
        watcher.await(
                message ->
                        message.path("changes").toString().contains("\"delete\"")
                                && message.toString().contains(id));
    }

    @Test
    void chatObjectCarriesSlotsAndMessages() {
        TestSession foo = connect("multiconnection/lobby", "'Foo'");
        TestSession bar = connect("multiconnection/lobby", "'Bar'");
        for (TestSession each : List.of(foo, bar)) {
            assertConnected(each);
            useObject(each, "room_lobby", false);
        }
        foo.send(
                "{'id':7,'type':'setSlots','name':'room_lobby','changes':[{'path':['p1'],'value':{'name':'Foo'}}]}");
        awaitSlot(bar, "p1", "{'name':'Foo'}");
        bar.send(
                "{'id':8,'type':'sendMessage','name':'room_lobby','handler':'say','args':[{'text':'hi'}]}");
        JsonNode said = foo.await("message");
        assertThat(said.path("handler").textValue()).isEqualTo("say");
        assertThat(said.at("/args/0/text").textValue()).isEqualTo("hi");
    }

    @Test
    void operatorMaintainsDirectoryOfRooms() {
        TestSession operator = operator("multiconnection/master");
        TestSession client = connect("multiconnection/master", "'Foo'");
        assertConnected(client);
        useObject(client, "rooms", true);
        result(
                operator,
                "setRoom",
                "'lobby',{'url':'rtmp://a.example/chat/lobby','capacity':20,'group':'chat','x':1}");
        awaitSlot(
                client,
                "lobby",
                "{'url':'rtmp://a.example/chat/lobby','capacity':20,'group':'chat'}");
        assertError(operator, "setRoom", "'lobby',{'url':'rtmp://a.example/chat/lobby'}");
        assertError(operator, "setRoom", "'',{'capacity':1}");
        assertThat(result(operator, "removeRoom", "'lobby'").booleanValue()).isTrue();
        client.await(message -> message.path("changes").toString().contains("\"delete\""));
        assertThat(result(operator, "removeRoom", "'lobby'").booleanValue()).isFalse();
    }

    private TestSession operator(String path) {
        TestSession operator = connect(path, "'Operator','" + KEY + "'");
        assertConnected(operator);
        return operator;
    }

    private TestSession connect(String path, String arguments) {
        return connect(red5, path, arguments);
    }

    private TestSession connect(Red5 server, String path, String arguments) {
        TestSession session = new TestSession();
        sessions.add(session);
        return session.send(
                "{'id':1,'type':'connect','timeout':60000,'servers':['%s'],'args':[%s]}"
                        .formatted(server.url(path), arguments));
    }

    private static void assertRejected(TestSession session, String reason) {
        JsonNode status = session.await("status");
        assertThat(status.at("/info/code").textValue()).isEqualTo("NetConnection.Connect.Rejected");
        assertThat(status.at("/info/description").textValue()).isEqualTo(reason);
        assertThat(status.at("/info/application").textValue()).isEqualTo(reason);
        JsonNode server = session.await("server");
        assertThat(server.path("state").textValue()).isEqualTo("Rejected");
        assertThat(server.path("cause").textValue()).isEqualTo("refused-connect");
        assertThat(session.answer(1).path("code").textValue()).isEqualTo("setup-failed");
    }

    /** Waits for the notice of a pending client; returns its id. */
    private static String awaitPending(TestSession operator, String user) {
        JsonNode call = awaitCall(operator, "onPending");
        assertThat(call.at("/args/0/user").textValue()).isEqualTo(user);
        return call.at("/args/0/id").textValue();
    }

    /** Calls acceptClient or rejectClient, whose notice arrives before the result. */
    private static boolean decide(
            TestSession operator, String method, String id, String otherArguments) {
        operator.send(
                "{'id':3,'type':'call','method':'%s','args':['%s'%s]}"
                        .formatted(method, id, otherArguments));
        assertThat(awaitCall(operator, "onPendingGone").at("/args/0").textValue()).isEqualTo(id);
        return operator.answer(3).at("/answers/0/value").booleanValue();
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.protocol.RequestException;
import io.multiconnection.protocol.RequestReader;
import io.multiconnection.target.AllowList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights of a token, by request. */
class RequestRightsTest {

    /** Requests that need an operation. */
    private static final Map<Operation, List<String>> REQUESTS =
            Map.of(
                    Operation.PUBLISH,
                    List.of(
                            "{'id':1,'type':'publish','stream':1,'name':'a'}",
                            "{'id':1,'type':'send','stream':1,'handler':'h'}"),
                    Operation.PLAY,
                    List.of(
                            "{'id':1,'type':'play','stream':1,'name':'a'}",
                            "{'id':1,'type':'pause','stream':1,'paused':true}",
                            "{'id':1,'type':'seek','stream':1,'position':1}",
                            "{'id':1,'type':'receive','stream':1}",
                            "{'id':1,'type':'bufferTime','stream':1,'buffer':1}"),
                    Operation.CALL,
                    List.of("{'id':1,'type':'call','method':'m'}"),
                    Operation.SHARED_OBJECTS,
                    List.of(
                            "{'id':1,'type':'useSharedObject','name':'a'}",
                            "{'id':1,'type':'setSlots','name':'a','changes':[]}",
                            "{'id':1,'type':'sendMessage','name':'a','handler':'h'}",
                            "{'id':1,'type':'clearSharedObject','name':'a'}"));

    private static void require(Rights rights, int servers, int streams, String json) {
        new RequestRights(rights, servers, streams, _ -> 3)
                .require(new RequestReader(64).read(json.replace('\'', '"')));
    }

    private static Rights rights(Set<Operation> operations, Rights.Scope scope, int servers) {
        return new Rights(operations, scope, servers, 2, Integer.MAX_VALUE, false);
    }

    private static void assertRefused(
            Rights rights, int servers, int streams, String json, String why) {
        assertThatThrownBy(() -> require(rights, servers, streams, json))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(why);
    }

    static Stream<Arguments> operations() {
        return REQUESTS.entrySet().stream()
                .flatMap(it -> it.getValue().stream().map(json -> Arguments.of(it.getKey(), json)));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void allowsRequestsOfOperation(Operation operation, String json) {
        Rights only = rights(Set.of(operation), Rights.Scope.ALL, 9);
        assertThatCode(() -> require(only, 1, 1, json)).doesNotThrowAnyException();
        Rights others = rights(EnumSet.complementOf(EnumSet.of(operation)), Rights.Scope.ALL, 9);
        assertRefused(others, 1, 1, json, "the token does not allow " + operation.wireName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':1,'type':'connect','servers':['rtmp://a.example/live']}",
                "{'id':1,'type':'createStream'}",
                "{'id':1,'type':'return','call':1}",
                "{'id':1,'type':'releaseSharedObject','name':'a'}",
                "{'id':1,'type':'closeStream','stream':1}",
                "{'id':1,'type':'removeServer','server':0}",
                "{'id':1,'type':'reconnect','server':0}",
                "{'id':1,'type':'disconnect'}",
                "{'id':1,'type':'authenticate','token':'t'}"
            })
    void allowsOtherRequestsWithoutOperations(String json) {
        Rights none = rights(Set.of(), Rights.Scope.ALL, 9);
        assertThatCode(() -> require(none, 1, 1, json)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':1,'type':'connect','servers':[{'pool':'main'}]} | ",
                "{'id':1,'type':'connect','servers':[{'pool':'other'}]} | that pool",
                "{'id':1,'type':'addServer','server':{'pool':'other'}} | that pool",
                "{'id':1,'type':'reconnect','server':0,'to':{'pool':'other'}} | that pool",
                "{'id':1,'type':'connect','servers':['rtmp://a.example/live']} | ",
                "{'id':1,'type':'connect','servers':['rtmp://a.example/live','rtmp://b.example/live']}"
                    + " | rtmp://b.example",
                "{'id':1,'type':'addServer','server':'rtmp://a.example.evil/live'} |"
                        + " a.example.evil",
                "{'id':1,'type':'reconnect','server':0,'to':'rtmp://b.example/live'} | b.example",
                "{'id':1,'type':'connect','room':'lobby'} | ",
                "{'id':1,'type':'connect','room':'attic'} | that room",
                "{'id':1,'type':'connect','room':'group:talk'} | that room",
                "{'id':1,'type':'connect','group':'talk'} | ",
                "{'id':1,'type':'connect','group':'lobby'} | that room",
            },
            quoteCharacter = '"')
    void allowsOnlyNamesOfScope(String json, String refusal) {
        Rights.Scope scope =
                new Rights.Scope(
                        Set.of("main"),
                        Set.of("lobby", "group:talk"),
                        new AllowList(List.of("a.example")));
        Rights rights = rights(Set.of(), scope, 9);
        if (refusal == null) {
            assertThatCode(() -> require(rights, 1, 1, json)).doesNotThrowAnyException();
        } else {
            assertRefused(rights, 1, 1, json, refusal);
        }
    }

    @Test
    void allowsNothingThatAnEmptyScopeNames() {
        Rights rights =
                rights(Set.of(), new Rights.Scope(Set.of(), Set.of(), new AllowList(List.of())), 9);
        assertRefused(
                rights, 0, 0, "{'id':1,'type':'connect','servers':['rtmp://a/b']}", "rtmp://a");
        assertRefused(
                rights, 0, 0, "{'id':1,'type':'connect','servers':[{'pool':'p'}]}", "that pool");
    }

    @Test
    void limitsServersAndStreams() {
        Rights rights = rights(Set.of(), Rights.Scope.ALL, 3);
        String pool = "{'id':1,'type':'connect','servers':[{'pool':'p'}%s]}"; // of three
        assertThatCode(() -> require(rights, 0, 0, pool.formatted(""))).doesNotThrowAnyException();
        assertRefused(
                rights, 0, 0, pool.formatted(",'rtmp://a/b'"), "4 servers, but the token allows 3");
        String add = "{'id':1,'type':'addServer','server':'rtmp://a/b'}";
        assertThatCode(() -> require(rights, 2, 0, add)).doesNotThrowAnyException();
        assertRefused(rights, 3, 0, add, "4 servers, but the token allows 3");
        String other = "{'id':1,'type':'reconnect','server':0,'to':'rtmp://a/b'}";
        assertThatCode(() -> require(rights, 3, 0, other)).doesNotThrowAnyException();
        String stream = "{'id':1,'type':'createStream'}";
        assertThatCode(() -> require(rights, 3, 1, stream)).doesNotThrowAnyException();
        assertRefused(rights, 3, 2, stream, "3 streams, but the token allows 2");
    }
}

package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of a session's servers (PROTOCOL.md, connect, addServer and removeServer). */
class ServerListTest {

    private static final String NOBODY = "rtmp://127.0.0.1:1/live";

    private final Origin origin =
            Origin.start(OriginOptions.DEFAULT.refusingApp("closed").refusingStream("taken"));
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        origin.close();
    }

    @Test
    void aUrlThatIsListedTwiceIsTwoServersThatPublishUnderTheirOwnNames() {
        JsonNode servers =
                connect(List.of(origin.url("live"), origin.url("live")), "").path("servers");
        assertThat(servers.findValuesAsText("server")).containsExactly("0", "1");
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'one','names':{'1':'two'}}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
        origin.when(
                        state ->
                                state.stream("live", "one").publishing()
                                        && state.stream("live", "two").publishing())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void numbersOfServersBeginAtZeroWithEachConnect() {
        String url = origin.url("live");
        assertThat(connect(List.of(url, url), "").path("servers").findValuesAsText("server"))
                .containsExactly("0", "1");
        session.send("{'id':2,'type':'disconnect'}").answer(2);
        assertThat(connect(List.of(url), "").path("servers").findValuesAsText("server"))
                .containsExactly("0");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "0, 'all', require is 0 of 0 servers",
                "0, 'any', require is 1 of 0 servers",
                "1, 2, require is 2 of 1 servers",
                "2, 3, require is 3 of 2 servers",
            })
    void moreThanThereAreCannotBeRequired(int servers, String require, String message) {
        session.send(
                "{'id':1,'type':'connect','servers':[%s],'require':%s}"
                        .formatted(list(Collections.nCopies(servers, NOBODY)), require));
        JsonNode refused = session.answer(1);
        assertThat(refused.path("code").textValue()).isEqualTo("bad-request");
        assertThat(refused.path("message").textValue()).isEqualTo(message);
    }

    @Test
    void aServerThatRefusedOrFailedIsClosedWhenItIsRemoved() {
        connectToAny(
                List.of(origin.url("live"), origin.url("closed"), NOBODY),
                Set.of("0 Live", "1 Rejected", "2 Failed"));
        for (int server : List.of(1, 2, 0)) {
            session.send(
                    "{'id':%d,'type':'removeServer','server':%d}".formatted(10 + server, server));
            JsonNode closed = session.server(server, "Closed");
            assertThat(closed.has("cause")).isFalse();
            assertThat(session.answer(10 + server).path("type").textValue()).isEqualTo("result");
        }
        JsonNode refused = session.send("{'id':3,'type':'createStream'}").answer(3);
        assertThat(refused.path("code").textValue()).isEqualTo("bad-state");
    }

    @Test
    void aServerThatRefusedIsClosedOnceAlsoWhereItIsTheLast() {
        connect(List.of(origin.url("live")), "");
        session.send("{'id':2,'type':'createStream'}").answer(2);
        session.send("{'id':3,'type':'publish','stream':1,'name':'taken'}");
        session.server(0, "Rejected");
        session.answer(3);
        session.send("{'id':4,'type':'removeServer','server':0}");
        session.server(0, "Closed");
        session.answer(4);
        assertThat(session.next(Duration.ofMillis(50))).isEmpty();
    }

    @Test
    void serversThatRefusedKeepTheirStateWhenTheClientDisconnects() {
        connectToAny(
                List.of(origin.url("live"), origin.url("closed")), Set.of("0 Live", "1 Rejected"));
        session.send("{'id':2,'type':'disconnect'}");
        JsonNode message = session.next();
        while (!message.has("id")) {
            assertThat(message.path("state").asText() + message.path("server").asText())
                    .isNotEqualTo("Closed1");
            message = session.next();
        }
    }

    @Test
    void addServerIsPossibleWhileThereAreServersOnly() {
        String add = "{'id':%d,'type':'addServer','server':'" + NOBODY + "'}";
        assertThat(code(add.formatted(1), 1)).isEqualTo("bad-state");
        session.send("{'id':2,'type':'connect','servers':['%s']}".formatted(NOBODY));
        assertThat(session.answer(2).path("code").textValue()).isEqualTo("setup-failed");
        assertThat(code(add.formatted(3), 3)).isEqualTo("bad-state");
        connect(List.of(origin.url("live")), ",'recover':false");
        assertThat(code(add.formatted(4), 4)).isEmpty();
        session.send("{'id':5,'type':'disconnect'}").answer(5);
        assertThat(code(add.formatted(6), 6)).isEqualTo("bad-state");
    }

    private String code(String request, int id) {
        return session.send(request).answer(id).path("code").asText();
    }

    private JsonNode connect(List<String> urls, String more) {
        session.send("{'id':1,'type':'connect','servers':[%s]%s}".formatted(list(urls), more));
        JsonNode answer = session.answer(1);
        assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("result");
        return answer;
    }

    /** Connects, and waits until each server has the state that is expected of it. */
    private void connectToAny(List<String> urls, Set<String> expected) {
        session.send(
                "{'id':1,'type':'connect','servers':[%s],'require':'any','recover':false}"
                        .formatted(list(urls)));
        Set<String> states = new HashSet<>();
        boolean isAnswered = false;
        while (!isAnswered || !states.containsAll(expected)) {
            JsonNode message = session.next();
            isAnswered |= message.has("id");
            states.add(message.path("server").asText() + " " + message.path("state").asText());
        }
    }

    private static String list(List<String> urls) {
        return String.join(",", urls.stream().map(url -> "'" + url + "'").toList());
    }
}

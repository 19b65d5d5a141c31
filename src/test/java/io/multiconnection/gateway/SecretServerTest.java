package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.Encodings;
import io.multiconnection.target.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of a pool that holds secrets and repeats them: the words that its clients hear. */
class SecretServerTest {

    private static final String KEY = "k3y-of-the-operator";
    private static final String PASSWORD = "0pen-sesame";

    /** Everything that the client hears, from its first request to its last answer. */
    private static List<JsonNode> hear(
            ParrotServer server, String app, boolean values, String guess) {
        RtmpUrl url =
                RtmpUrl.parse(
                        "rtmp://ann:%s@127.0.0.1:%d/%s?sign=%s"
                                .formatted(PASSWORD, server.port(), app, KEY));
        Pool pool = new Pool(List.of(new Pool.Server(url, KEY, values)));
        List<JsonNode> heard = new ArrayList<>();
        try (TestSession session = new TestSession(Map.of("main", pool))) {
            session.await("hello");
            session.send("{'id':1,'type':'connect','servers':[{'pool':'main'}],'recover':false}");
            hear(session, 1, heard);
            session.send("{'id':2,'type':'call','method':'m','args':['%s']}".formatted(guess));
            hear(session, 2, heard);
            session.send("{'id':3,'type':'call','method':'fail','args':['%s']}".formatted(guess));
            hear(session, 3, heard);
            session.send("{'id':4,'type':'useSharedObject','name':'o','copies':true}");
            hear(session, 4, heard);
            session.send(
                    "{'id':5,'type':'setSlots','name':'o','changes':[{'path':['own'],'value':'%s'}]}"
                            .formatted(guess));
            hear(session, 5, heard);
            session.send("{'id':6,'type':'createStream'}");
            hear(session, 6, heard);
            session.send("{'id':7,'type':'play','stream':1,'name':'%s'}".formatted(guess));
            hear(session, 7, heard);
            session.send("{'id':8,'type':'createStream'}");
            hear(session, 8, heard);
            session.send("{'id':9,'type':'publish','stream':2,'name':'%s'}".formatted(guess));
            hear(session, 9, heard);
        }
        return heard;
    }

    private static void hear(TestSession session, long id, List<JsonNode> heard) {
        JsonNode message = session.next();
        heard.add(message);
        while (message.path("id").asLong(-1) != id) {
            message = session.next();
            heard.add(message);
        }
    }

    /** Whether clients get values or not, none has a form of a secret. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsNoFormOfASecret(boolean values) {
        Random random = new Random(5);
        List<String> said = new CopyOnWriteArrayList<>();
        for (String app : List.of("live", "closed")) {
            for (int i = 0; i < 10; i++) {
                try (ParrotServer server =
                        new ParrotServer(
                                () -> {
                                    String secret = random.nextBoolean() ? KEY : PASSWORD;
                                    String form = Encodings.any(secret, random);
                                    said.add(form);
                                    return form;
                                })) {
                    String heard = hear(server, app, values, "harmless").toString();
                    assertThat(said).isNotEmpty();
                    assertThat(heard).doesNotContain(said).doesNotContainIgnoringCase(KEY);
                    assertThat(heard).doesNotContainIgnoringCase(PASSWORD);
                }
                said.clear();
            }
        }
    }

    /** A right guess and a wrong one sound the same, though the server repeats both. */
    @ParameterizedTest
    @ValueSource(strings = {"live", "closed"})
    void confirmsNoGuess(String app) {
        try (ParrotServer server = new ParrotServer(() -> "nothing secret")) {
            String right = hear(server, app, false, KEY).toString();
            String wrong = hear(server, app, false, "x".repeat(KEY.length())).toString();
            assertThat(right).isEqualTo(wrong);
        }
    }

    @Test
    void tellsStatusesInWordsOfItsOwn() {
        try (ParrotServer server = new ParrotServer(() -> "words of the server")) {
            List<JsonNode> heard = hear(server, "live", false, "guess");
            assertThat(heard.toString()).doesNotContain("words of the server");
            assertThat(heard)
                    .filteredOn(it -> it.path("type").asText().equals("status"))
                    .extracting(it -> it.path("info").path("code").asText())
                    .contains(
                            "NetConnection.Connect.Success",
                            "NetConnection.Server.Error",
                            "NetConnection.Connect.NetworkChange",
                            "NetConnection.Server.Status",
                            "NetStream.Play.StreamNotFound",
                            "NetStream.Publish.BadName");
            assertThat(answer(heard, 9).path("message").asText())
                    .endsWith(": publish was refused: the name is already being published");
        }
    }

    @Test
    void keepsValuesUnlessTheOperatorSharesThem() {
        try (ParrotServer server = new ParrotServer(() -> "words of the server")) {
            List<JsonNode> heard = hear(server, "live", false, "guess");
            assertThat(heard)
                    .extracting(it -> it.path("type").asText())
                    .doesNotContain("call", "data", "message", "sync");
            assertThat(answer(heard, 2).path("answers").toString())
                    .isEqualTo(
                            "[{\"server\":0,\"outcome\":\"result\","
                                    + "\"value\":{\"$amf\":\"undefined\"}}]");
            assertThat(answer(heard, 4).path("message").asText())
                    .endsWith(": what its application sends is not passed on");
        }
    }

    @Test
    void masksSecretsInValuesThatTheOperatorShares() {
        try (ParrotServer server = new ParrotServer(() -> "[" + KEY + "]")) {
            List<JsonNode> heard = hear(server, "live", true, "guess");
            assertThat(answer(heard, 2).path("answers").path(0).path("value").toString())
                    .isEqualTo("{\"echo\":\"guess\",\"words\":\"[***]\"}");
            assertThat(heard).extracting(it -> it.path("type").asText()).contains("call");
        }
    }

    /** A server may put anything into the application's name. */
    @Test
    void showsTheServerUnderThePoolsNameWhereItLeadsElsewhere() {
        try (Origin first = Origin.start(OriginOptions.DEFAULT);
                Origin second = Origin.start(OriginOptions.DEFAULT);
                TestSession session =
                        new TestSession(
                                Map.of(
                                        "main",
                                        new Pool(
                                                List.of(
                                                        new Pool.Server(
                                                                RtmpUrl.parse(first.url("live")),
                                                                KEY,
                                                                false)))))) {
            session.send("{'id':1,'type':'connect','servers':[{'pool':'main'}]}");
            session.answer(1);
            AmfObject wish =
                    AmfObject.of(
                            "level", new AmfString("status"),
                            "code", new AmfString("NetConnection.Connect.ReconnectRequest"),
                            "tcUrl", new AmfString(second.url("live/" + KEY)));
            first.forEachClient(
                            "live",
                            client -> {
                                var _ = client.call("onStatus", List.of(wish));
                            })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            List<JsonNode> heard = new ArrayList<>();
            session.await(
                    message -> {
                        heard.add(message);
                        return message.path("state").asText().equals("Live");
                    });
            assertThat(heard).extracting(it -> it.path("cause").asText()).contains("moved");
            assertThat(heard.toString()).contains(first.url("live")).doesNotContain(KEY);
        }
    }

    private static JsonNode answer(List<JsonNode> heard, long id) {
        return heard.stream()
                .filter(it -> it.path("id").asLong(-1) == id)
                .findFirst()
                .orElseThrow();
    }
}

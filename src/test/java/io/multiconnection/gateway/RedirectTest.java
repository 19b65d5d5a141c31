package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.HangLimit;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfInteger;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.origin.Origin;
import io.multiconnection.origin.OriginOptions;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.server.ServerNetStatus;
import io.multiconnection.target.BackoffPolicy;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server refuses its clients with a redirect, as FMS, Wowza and SRS do. */
class RedirectTest {

    private final Origin target = Origin.start(OriginOptions.DEFAULT);
    private final List<AutoCloseable> servers = new ArrayList<>(List.of(target));
    private final TestSession session =
            new TestSession(
                    new BackoffPolicy(
                            true, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofHours(1)),
                    List.of("127.0.0.1/live"));

    @AfterEach
    void close() throws Exception {
        session.close();
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    /** Form of the refusal: in the response to connect, or in a status before it. */
    enum Form {
        ERROR,
        STATUS
    }

    /** Redirects all its clients. */
    private final class Redirecting implements ScriptedServer.Behaviour, AutoCloseable {

        private final Form form;
        private final Supplier<Map<String, AmfValue>> where;
        private final AtomicInteger clients = new AtomicInteger();
        private final ScriptedServer server = new ScriptedServer(this);

        Redirecting(Form form, Supplier<Map<String, AmfValue>> where) {
            this.form = form;
            this.where = where;
            servers.add(this);
        }

        @Override
        public void connect(ChannelHandlerContext client, Command connect) {
            clients.incrementAndGet();
            client.writeAndFlush(
                    switch (form) {
                        case ERROR -> refusal("_error", connect.transactionId(), where.get());
                        case STATUS -> refusal("onStatus", 0, where.get());
                    });
        }

        @Override
        public void connected(ChannelHandlerContext client) {}

        @Override
        public void close() {
            server.close();
        }

        String url() {
            return server.url("live");
        }
    }

    private static RtmpMessage refusal(
            String command, double transactionId, Map<String, AmfValue> more) {
        Map<String, AmfValue> info = new LinkedHashMap<>();
        info.put("level", new AmfString("error"));
        info.put("code", new AmfString("NetConnection.Connect.Rejected"));
        info.put("description", new AmfString("RTMP 302 Redirect"));
        info.putAll(more);
        return RtmpMessage.of(
                new Command(
                        command,
                        transactionId,
                        AmfNull.NULL,
                        List.of(object(info)),
                        AmfEncoding.AMF3));
    }

    private static AmfObject object(Map<String, AmfValue> properties) {
        AmfObject object = new AmfObject();
        properties.forEach(
                (name, value) -> {
                    var _ = object.with(name, value);
                });
        return object;
    }

    private static Map<String, AmfValue> ex(AmfValue code, String redirect) {
        return Map.of("ex", AmfObject.of("code", code, "redirect", new AmfString(redirect)));
    }

    private static Map<String, AmfValue> ex(String redirect) {
        return ex(new AmfNumber(302), redirect);
    }

    static Stream<Arguments> forms() {
        return Stream.of(Form.values())
                .flatMap(
                        form ->
                                Stream.<Function<String, Map<String, AmfValue>>>of(
                                                RedirectTest::ex,
                                                url -> ex(new AmfInteger(302), url),
                                                url -> ex(new AmfString("302"), " " + url),
                                                url ->
                                                        Map.of(
                                                                "ex",
                                                                AmfObject.of(
                                                                        "redirect",
                                                                        new AmfString(url))),
                                                url ->
                                                        Map.of(
                                                                "ex",
                                                                new AmfEcmaArray(
                                                                        Map.of(
                                                                                "redirect",
                                                                                new AmfString(
                                                                                        url)))),
                                                url -> Map.of("redirect", new AmfString(url)))
                                        .map(where -> Arguments.of(form, where)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void followsRedirectWithAnyDescription(
            Form form, Function<String, Map<String, AmfValue>> where) {
        Redirecting first = new Redirecting(form, () -> where.apply(target.url("live")));
        connect(first.url());
        JsonNode status = session.status("NetConnection.Connect.Redirected");
        assertThat(status.path("info").path("description").textValue())
                .isEqualTo("the server redirects its clients to " + target.url("live"));
        assertThat(session.server(0, "Connecting").path("url").textValue())
                .isEqualTo(target.url("live"));
        assertThat(session.server(0, "Live").path("url").textValue()).isEqualTo(target.url("live"));
        JsonNode answer = session.answer(1);
        assertThat(answer.path("type").textValue()).isEqualTo("result");
        publish();
        target.when(state -> state.stream("live", "show").publishing())
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void followsThreeRedirects() {
        Redirecting third = new Redirecting(Form.ERROR, () -> ex(target.url("live")));
        Redirecting second = new Redirecting(Form.ERROR, () -> ex(third.url()));
        Redirecting first = new Redirecting(Form.ERROR, () -> ex(second.url()));
        connect(first.url());
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    @Test
    void stopsRedirectLoopAfterThreeHops() {
        List<Redirecting> both = new ArrayList<>();
        both.add(new Redirecting(Form.ERROR, () -> ex(both.get(1).url())));
        both.add(new Redirecting(Form.ERROR, () -> ex(both.get(0).url())));
        connect(both.getFirst().url());
        JsonNode status = session.status("NetConnection.Connect.ReconnectRefused");
        assertThat(status.path("info").path("description").textValue())
                .isEqualTo("more than 3 redirects in a row");
        assertThat(session.server(0, "Rejected").path("cause").textValue())
                .isEqualTo("refused-connect");
        assertThat(session.answer(1).path("code").textValue()).isEqualTo("setup-failed");
        assertThat(both.get(0).clients.get() + both.get(1).clients.get()).isEqualTo(4);
    }

    @Test
    void ignoresRedirectToForbiddenDestination() {
        Redirecting first = new Redirecting(Form.ERROR, () -> ex(target.url("secret")));
        connect(first.url());
        JsonNode status = session.status("NetConnection.Connect.ReconnectRefused");
        assertThat(status.path("info").path("description").textValue())
                .isEqualTo("this gateway does not allow " + target.url("secret"));
        assertThat(session.server(0, "Rejected").path("cause").textValue())
                .isEqualTo("refused-connect");
    }

    @Test
    void ignoresRedirectWithOtherCode() {
        Redirecting first =
                new Redirecting(Form.ERROR, () -> ex(new AmfNumber(403), target.url("live")));
        connect(first.url());
        assertThat(session.server(0, "Rejected").path("text").textValue())
                .contains("RTMP 302 Redirect");
    }

    /**
     * After the loss of the redirected connection, the gateway connects to the original
     * destination.
     */
    @Test
    void followsRedirectAgainAfterReconnect() {
        Redirecting first = new Redirecting(Form.ERROR, () -> ex(target.url("live")));
        connect(first.url());
        for (int i = 0; i < 5; i++) {
            session.server(0, "Live");
            target.forEachClient(
                            "live",
                            client ->
                                    client.close(
                                            ServerNetStatus.error(
                                                    "NetConnection.Connect.Closed", "")))
                    .join();
        }
        session.server(0, "Live");
        assertThat(first.clients.get()).isEqualTo(6);
    }

    /** SRS redirects on publish. */
    @Test
    void followsRedirectOfConnectedServer() {
        ScriptedServer srs =
                new ScriptedServer(
                        new ScriptedServer.Behaviour() {
                            @Override
                            public void connected(ChannelHandlerContext client) {}

                            @Override
                            public void received(
                                    ChannelHandlerContext client, RtmpMessage message) {
                                if (message.payload() instanceof Command command
                                        && command.name().equals("createStream")) {
                                    client.writeAndFlush(
                                            refusal("onStatus", 0, ex(target.url("live"))));
                                }
                            }
                        });
        servers.add(srs);
        Origin steady = Origin.start(OriginOptions.DEFAULT);
        servers.add(steady);
        session.send(
                "{'id':1,'type':'connect','require':1,'timeout':20000,'servers':['%s','%s']}"
                        .formatted(steady.url("live"), srs.url("live")));
        session.server(1, "Live");
        publish();
        target.when(state -> state.stream("live", "show").publishing())
                .orTimeout(HangLimit.SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private void connect(String url) {
        session.send("{'id':1,'type':'connect','timeout':20000,'servers':['%s']}".formatted(url));
    }

    private void publish() {
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'name':'show'}");
    }
}

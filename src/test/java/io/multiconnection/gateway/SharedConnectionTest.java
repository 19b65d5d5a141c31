package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.target.BackoffPolicy;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failed publish on a connection with other uses, and on one without. */
class SharedConnectionTest {

    /** Other use of the connection, open when the publish fails. */
    enum Use {
        STREAM("{'id':10,'type':'publish','stream':2,'name':'good'}"),
        STREAM_THAT_WAITS("{'id':10,'type':'publish','stream':2,'name':'silent','timeout':60000}"),
        PLAY("{'id':10,'type':'play','stream':2,'name':'clip','start':0,'timeout':60000}"),
        CALL("{'id':10,'type':'call','method':'slow','timeout':60000}"),
        CALL_OF_THE_SERVER("{'id':10,'type':'call','method':'callMe','reply':false}"),
        SHARED_OBJECT("{'id':10,'type':'useSharedObject','name':'info','timeout':60000}");

        private final String request;

        Use(String request) {
            this.request = request;
        }
    }

    private static final AttributeKey<Integer> STREAMS = AttributeKey.valueOf("streams");

    /** Received publishes, by name. */
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    private volatile String accepted = "good";
    private volatile boolean dead;
    private final ScriptedServer server = new ScriptedServer(new Picky());
    private final TestSession session =
            new TestSession(
                    new BackoffPolicy(
                            true,
                            Duration.ofMillis(10),
                            Duration.ofMillis(40),
                            Duration.ofHours(1)));

    @AfterEach
    void close() {
        session.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void keepsConnectionWithOtherUsesWhenStreamIsRefused(Use use) {
        connect();
        session.send(use.request);
        awaitIsAsked(use);
        session.send("{'id':3,'type':'publish','stream':1,'name':'bad'}");
        JsonNode status = session.status("NetStream.Publish.Failed");
        assertThat(status.path("server").intValue()).isZero();
        assertThat(status.path("stream").intValue()).isEqualTo(1);
        assertThat(status.path("info").path("level").textValue()).isEqualTo("error");
        assertThat(status.path("info").path("description").textValue())
                .startsWith("publish was refused")
                .endsWith("; the connection is kept for its other uses");
        assertThat(session.answer(3).path("code").textValue()).isEqualTo("publish-failed");

        session.send("{'id':4,'type':'publish','stream':1,'name':'good'}");
        assertThat(session.answer(4).path("type").textValue()).isEqualTo("result");
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void leavesServerThatEndsStream() {
        connect();
        session.send("{'id':3,'type':'publish','stream':1,'name':'brief'}");
        session.server(0, "Rejected");
    }

    @Test
    void leavesServerWithoutOtherUses() {
        connect();
        session.send("{'id':3,'type':'publish','stream':1,'name':'bad'}");
        session.server(0, "Rejected");
    }

    @Test
    void keepsStreamPublishedWhileAnotherIsRefused() {
        connect();
        publishGood();
        session.send("{'id':3,'type':'publish','stream':1,'name':'bad'}").answer(3);
        session.media(9, 2, 40, 0x17, 1, 0, 0, 0, 1);
        JsonNode ack =
                session.await(
                        it ->
                                it.path("type").asText().equals("ack")
                                        && it.path("servers").path(0).path("frames").asInt() == 1);
        assertThat(ack.path("stream").intValue()).isEqualTo(2);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void leavesServerThatIgnoresCreateStream() {
        connect();
        publishGood();
        dead = true;
        session.send("{'id':3,'type':'publish','stream':1,'name':'silent','timeout':100}");
        assertThat(session.server(0, "Recovering").path("cause").textValue()).isEqualTo("timeout");
    }

    @Test
    void retriesPublishOnSameConnectionAfterTimeout() {
        session.send(
                "{'id':1,'type':'connect','require':'any','servers':['%s','%s']}"
                        .formatted(server.url("live"), server.url("other")));
        session.answer(1);
        session.send("{'id':2,'type':'createStream'}").send("{'id':2,'type':'createStream'}");
        publishGood();
        session.send(
                "{'id':3,'type':'publish','stream':1,'name':'good',"
                        + "'names':{'0':'silent'},'timeout':100}");
        JsonNode status = session.status("NetStream.Publish.Failed");
        assertThat(status.path("server").intValue()).isZero();
        assertThat(status.path("info").path("level").textValue()).isEqualTo("warning");
        assertThat(status.path("info").path("description").textValue()).contains("retried in ");
        accepted = "silent";
        session.await(
                it ->
                        it.path("server").asInt(-1) == 0
                                && it.path("stream").asInt() == 1
                                && it.path("info")
                                        .path("code")
                                        .asText()
                                        .equals("NetStream.Publish.Start"));
        assertThat(asked.get("silent")).isGreaterThan(1);
        assertThat(connections()).isEqualTo(2);
    }

    /** Denies a publish by closing the connection. */
    @Test
    void reconnectsServerForFirstStreamWhenSecondClosesConnection() {
        connect();
        publishGood();
        session.send("{'id':3,'type':'publish','stream':1,'name':'deadly','timeout':60000}");
        assertThat(session.server(0, "Recovering").path("cause").textValue()).isEqualTo("lost");
        assertThat(session.answer(3).path("code").textValue()).isEqualTo("publish-failed");
        session.status("NetStream.Publish.Start");
        assertThat(asked.get("deadly")).as("once more, since it may be an outage").isEqualTo(2);
        assertThat(asked.get("good")).isEqualTo(3);
    }

    private void connect() {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(server.url("live")));
        session.answer(1);
        session.send("{'id':2,'type':'createStream'}").answer(2);
        session.send("{'id':2,'type':'createStream'}").answer(2);
    }

    private void publishGood() {
        session.send(Use.STREAM.request);
        assertThat(session.answer(10).path("type").textValue()).isEqualTo("result");
    }

    private void awaitIsAsked(Use use) {
        switch (use) {
            case STREAM -> session.answer(10);
            case CALL_OF_THE_SERVER -> session.await("call");
            case STREAM_THAT_WAITS, PLAY, CALL, SHARED_OBJECT -> {}
        }
    }

    private int connections() {
        return asked.get("connections");
    }

    /** Accepts, refuses, ignores or closes the connection, depending on the name. */
    private final class Picky implements ScriptedServer.Behaviour {

        @Override
        public void connected(ChannelHandlerContext client) {
            asked.merge("connections", 1, Integer::sum);
        }

        @Override
        public void received(ChannelHandlerContext client, RtmpMessage message) {
            if (dead || !(message.payload() instanceof Command command)) {
                return;
            }
            switch (command.name()) {
                case "createStream" -> {
                    Integer before = client.channel().attr(STREAMS).get();
                    int number = before == null ? 1 : before + 1;
                    client.channel().attr(STREAMS).set(number);
                    client.writeAndFlush(ScriptedServer.answer(command, new AmfNumber(number)));
                }
                case "publish" -> {
                    String name = ((AmfString) command.arguments().getFirst()).value();
                    asked.merge(name, 1, Integer::sum);
                    publish(client, message.messageStreamId(), name);
                }
                case "callMe" ->
                        client.writeAndFlush(
                                RtmpMessage.of(
                                        new Command(
                                                "hello",
                                                7,
                                                AmfNull.NULL,
                                                List.of(),
                                                AmfEncoding.AMF0)));
                default -> {}
            }
        }

        private void publish(ChannelHandlerContext client, int stream, String name) {
            if (name.equals("good") || name.equals(accepted)) {
                client.writeAndFlush(status(stream, "status", "NetStream.Publish.Start"));
            } else if (name.equals("brief")) {
                client.writeAndFlush(status(stream, "status", "NetStream.Publish.Start"));
                client.writeAndFlush(status(stream, "error", "NetStream.Publish.Denied"));
            } else if (name.equals("deadly")) {
                client.close();
            } else if (!name.equals("silent")) {
                client.writeAndFlush(status(stream, "error", "NetStream.Publish.BadName"));
            }
        }

        private static RtmpMessage status(int stream, String level, String code) {
            AmfObject info =
                    AmfObject.of("level", new AmfString(level)).with("code", new AmfString(code));
            return new RtmpMessage(
                    0,
                    stream,
                    new Command("onStatus", 0, AmfNull.NULL, List.of(info), AmfEncoding.AMF0));
        }
    }
}

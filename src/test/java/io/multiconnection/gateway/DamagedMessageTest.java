package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.Hex;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.MessagePayload.Command;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.UnreadableMessages;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions survive undecodable messages of servers. */
class DamagedMessageTest {

    /** An object of the class com.a.B, which only com.a.B can read. */
    private static final String UNKNOWN_CLASS = "11 0A 07 0F 636F6D2E612E42 01";

    /** Server of streams and of one shared object that damages some of its messages. */
    private static final class Damaging implements ScriptedServer.Behaviour {

        private final AtomicInteger connections = new AtomicInteger();
        private final Queue<SharedObjectEvent> asked = new ConcurrentLinkedQueue<>();

        @Override
        public void connected(ChannelHandlerContext client) {
            connections.incrementAndGet();
        }

        @Override
        public void received(ChannelHandlerContext client, RtmpMessage message) {
            switch (message.payload()) {
                case Command command -> command(client, command);
                case SharedObjectMessage objects ->
                        objects.events().forEach(event -> objectEvent(client, event));
                default -> {}
            }
        }

        private void command(ChannelHandlerContext client, Command command) {
            switch (command.name()) {
                case "createStream" -> client.write(ScriptedServer.answer(command));
                case "publish" -> client.write(status("NetStream.Publish.Start"));
                case "play" -> {
                    client.write(status("NetStream.Play.Start"));
                    byte[] metadata =
                            UnreadableMessages.body(18, "03 0001 61 " + UNKNOWN_CLASS + " 000009");
                    client.write(onStream(UnreadableMessages.raw(18, metadata)));
                    client.write(video("17 00 000000 01"));
                    client.write(video("17 01 000000 07"));
                }
                case "ask" -> client.write(answer(command, UNKNOWN_CLASS));
                default -> {}
            }
            client.flush();
        }

        private void objectEvent(ChannelHandlerContext client, SharedObjectEvent event) {
            asked.add(event);
            switch (event) {
                case Use _ -> {
                    deliver(client, new UseSuccess(), new Change("good", new AmfString("one")));
                    byte[] bad = UnreadableMessages.body(19, UNKNOWN_CLASS);
                    client.writeAndFlush(UnreadableMessages.raw(19, bad));
                }
                case RequestChange(String slot, _) -> deliver(client, new Success(slot));
                default -> {}
            }
        }

        private static void deliver(ChannelHandlerContext client, SharedObjectEvent... events) {
            client.writeAndFlush(
                    RtmpMessage.of(
                            new SharedObjectMessage(
                                    "so", 1, false, List.of(events), AmfEncoding.AMF0)));
        }

        private static RtmpMessage answer(Command call, String value) {
            String head =
                    "02 0007 5F726573756C74 00 %016X 05"
                            .formatted(Double.doubleToLongBits(call.transactionId()));
            return UnreadableMessages.raw(20, Hex.bytes(head + value));
        }

        private static RtmpMessage onStream(RtmpMessage message) {
            return new RtmpMessage(0, 1, message.payload());
        }

        private static RtmpMessage video(String tag) {
            return new RtmpMessage(0, 1, new Video(Unpooled.wrappedBuffer(Hex.bytes(tag))));
        }

        private static RtmpMessage status(String code) {
            AmfObject info = AmfObject.of("level", new AmfString("status"));
            info.with("code", new AmfString(code));
            return new RtmpMessage(
                    0,
                    1,
                    new Command("onStatus", 0, AmfNull.NULL, List.of(info), AmfEncoding.AMF0));
        }
    }

    private final Damaging behaviour = new Damaging();
    private final ScriptedServer server = new ScriptedServer(behaviour);
    private final TestSession session = new TestSession();

    @AfterEach
    void close() {
        session.close();
        server.close();
    }

    private void connect() {
        session.send("{'id':1,'type':'connect','servers':['%s']}".formatted(server.url("app")));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    @Test
    void continuesPlayOverDamagedMetadata() {
        connect();
        session.send("{'id':2,'type':'createStream','stream':1}").answer(2);
        JsonNode played = session.send("{'id':3,'type':'play','stream':1,'name':'a'}").answer(3);
        assertThat(played.path("type").textValue()).isEqualTo("result");
        assertThat(session.nextMedia()).startsWith("video 1700");
        assertThat(session.nextMedia()).startsWith("video 1701");
        assertThat(behaviour.connections).as("the session's and the play's").hasValue(2);
    }

    @Test
    void keepsPublishingWhenResultIsUndecodable() {
        connect();
        session.send("{'id':2,'type':'createStream','stream':1}").answer(2);
        session.send("{'id':3,'type':'publish','stream':1,'name':'a'}").answer(3);
        JsonNode answer =
                session.send("{'id':4,'type':'call','method':'ask'}")
                        .answer(4)
                        .path("answers")
                        .path(0);
        assertThat(answer.path("outcome").textValue()).isEqualTo("error");
        assertThat(answer.path("text").textValue())
                .startsWith("the answer cannot be read: externalizable class com.a.B, expected");
        session.send("{'id':5,'type':'send','stream':1,'handler':'on','args':[1]}");
        assertThat(session.answer(5).path("type").textValue()).isEqualTo("result");
        assertThat(behaviour.connections).hasValue(1);
    }

    @Test
    void reportsUndecodableSlotAndKeepsObject() {
        connect();
        session.send("{'id':2,'type':'useSharedObject','name':'so','mirror':true}").answer(2);
        JsonNode status = session.status("SharedObject.Malformed");
        assertThat(status.path("sharedObject").textValue()).isEqualTo("so");
        assertThat(status.path("server").intValue()).isZero();
        assertThat(status.path("info").path("level").textValue()).isEqualTo("warning");
        assertThat(status.path("info").path("slots").path(0).textValue()).isEqualTo("x");
        assertThat(status.path("info").path("description").textValue()).contains("com.a.B");

        session.send(
                "{'id':3,'type':'setSlots','name':'so',"
                        + "'changes':[{'path':['other'],'value':7}]}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
        JsonNode sync = session.await("sync");
        while (sync.findValue("value") == null
                || !sync.findValuesAsText("code").contains("success")) {
            sync = session.await("sync");
        }
        assertThat(sync.findValuesAsText("slot")).contains("other");
        assertThat(behaviour.asked).noneMatch(event -> event.toString().contains("slot=x"));
        assertThat(behaviour.connections).hasValue(1);
    }

    /** The example of the protocol once ended each server's connection. */
    @Test
    void rejectsValueThatServerCannotDecode() {
        connect();
        session.send("{'id':2,'type':'createStream','stream':1}").answer(2);
        session.send("{'id':3,'type':'publish','stream':1,'name':'a'}").answer(3);
        session.send("{'id':4,'type':'useSharedObject','name':'so'}").answer(4);
        String cut =
                "{'$amf':'externalizable','class':'flex.messaging.io.ArrayCollection','body':[]}";
        String unknown = "{'$amf':'externalizable','class':'com.a.B','body':[1]}";
        int id = 10;
        for (String value : List.of(cut, unknown)) {
            for (String request :
                    List.of(
                            "'type':'call','method':'m','args':[%s]",
                            "'type':'send','stream':1,'handler':'on','args':[%s]",
                            "'type':'sendMessage','name':'so','handler':'on','args':[%s]",
                            "'type':'setSlots','name':'so',"
                                    + "'changes':[{'path':['a'],'value':%s}]")) {
                session.send("{'id':%d,%s}".formatted(id, request.formatted(value)));
                JsonNode answer = session.answer(id++);
                assertThat(answer.path("type").textValue()).isEqualTo("error");
                assertThat(answer.path("code").textValue()).isEqualTo("bad-request");
                assertThat(answer.path("message").textValue()).contains("externalizable class");
            }
        }
        session.send("{'id':90,'type':'call','method':'ask'}");
        assertThat(session.answer(90).path("type").textValue()).isEqualTo("result");
        assertThat(behaviour.connections).hasValue(1);
    }

    /** Property that a sealed class does not declare: AMF3 has sealed classes, AMF0 has none. */
    @Test
    void rejectsUnencodableValue() {
        session.send(
                "{'id':1,'type':'connect','servers':['%s'],'properties':{'objectEncoding':3}}"
                        .formatted(server.url("app")));
        session.answer(1);
        session.send("{'id':2,'type':'useSharedObject','name':'so'}").answer(2);
        String value = "{'$amf':'object','class':'C','dynamic':false,'properties':{'a':1}}";
        session.send(
                "{'id':3,'type':'sendMessage','name':'so','handler':'on','args':[%s]}"
                        .formatted(value));
        JsonNode answer = session.answer(3);
        assertThat(answer.path("code").textValue()).isEqualTo("bad-request");
        assertThat(answer.path("message").textValue()).contains("does not have");
        session.send(
                "{'id':4,'type':'setSlots','name':'so','changes':[{'path':['a'],'value':%s}]}"
                        .formatted(value));
        assertThat(session.answer(4).path("code").textValue()).isEqualTo("bad-request");
        session.send("{'id':5,'type':'call','method':'ask'}");
        assertThat(session.answer(5).path("type").textValue()).isEqualTo("result");
        assertThat(behaviour.connections).hasValue(1);
    }
}

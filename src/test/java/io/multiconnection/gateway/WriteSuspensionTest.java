package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfTraits;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.target.BackoffPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A server closes the connection on a value: the value is not sent repeatedly, and streams
 * continue.
 */
class WriteSuspensionTest {

    private static final int[] CONFIGURATION = {0x17, 0, 0, 0, 0, 1};
    private static final int[] KEYFRAME = {0x17, 1, 0, 0, 0, 1};
    private static final String USER =
            "{'$amf':'object','class':'com.example.User','properties':{'id':7}}";

    private final FragileServer robust = FragileServer.robust();
    private final FragileServer fragile = FragileServer.onTypedObjects();
    private final TestSession session =
            new TestSession(
                    new BackoffPolicy(
                            true, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofHours(1)));

    @AfterEach
    void close() {
        session.close();
        robust.close();
        fragile.close();
    }

    @Test
    void stopsWritingSlotThatClosesConnection() {
        connect();
        publish();
        use("");
        session.send(
                "{'id':5,'type':'setSlots','name':'so','changes':[{'path':['seats'],'value':12},"
                        + "{'path':['user'],'value':%s},{'path':['room'],'value':'a'}]}"
                                .formatted(USER));
        JsonNode status = setAside("SharedObject.Slot.SetAside");
        assertThat(status.path("sharedObject").textValue()).isEqualTo("so");
        assertThat(status.path("info").path("description").textValue())
                .startsWith("the slot \"user\" is no longer sent to this server");
        fragile.awaitReceived("slot room");
        assertStreamGoesOn();
        session.send(
                "{'id':6,'type':'setSlots','name':'so','changes':[{'path':['user'],'value':7}]}");
        fragile.awaitReceived("slot user");
        assertThat(fragile.connections()).isEqualTo(3);
        assertThat(robust.connections()).isEqualTo(1);
    }

    @Test
    void stopsWritingChangingValuesThatCloseConnection() {
        connect();
        publish();
        use("");
        for (int i = 0; i < 2; i++) {
            setUser("user", i);
            session.server(1, "Recovering");
            session.server(1, "Live");
        }
        for (int i = 2; i < 50; i++) {
            setUser("user " + i, i); // also other slots
        }
        assertStreamGoesOn();
        assertThat(fragile.connections()).isEqualTo(3);
    }

    private void setUser(String slot, int i) {
        session.send(
                "{'id':%d,'type':'setSlots','name':'so','changes':[{'path':['%s'],'value':%s}]}"
                        .formatted(100 + i, slot, USER.replace("7", "" + i)));
    }

    @Test
    void stopsSendingMetadataThatClosesConnection() {
        connect();
        publish();
        metadata(5, "{'width':1280,'author':%s}".formatted(USER));
        session.server(1, "Recovering");
        session.status("NetStream.Publish.Start");
        session.media(9, 1, 80, KEYFRAME);
        JsonNode status = setAside("NetStream.Data.SetAside");
        assertThat(status.path("stream").intValue()).isEqualTo(1);
        assertThat(status.path("info").path("description").textValue())
                .startsWith("the metadata is no longer sent to this server");
        assertStreamGoesOn();
        robust.awaitReceived("video");
        metadata(6, "{'width':640}");
        fragile.awaitReceived("data @setDataFrame " + AmfValue.of("onMetaData"));
        assertThat(fragile.connections()).isEqualTo(3);
    }

    private void metadata(int id, String value) {
        session.send(
                "{'id':%d,'type':'send','stream':1,'handler':'@setDataFrame','args':['onMetaData',%s]}"
                        .formatted(id, value));
        session.media(9, 1, 40, KEYFRAME);
    }

    @Test
    void stopsSendingDataMessageThatClosesConnection() {
        connect();
        publish();
        for (int i = 0; i < 2; i++) {
            session.media(9, 1, 40, KEYFRAME);
            fragile.awaitReceived("video");
            cue(i);
            session.server(1, "Recovering");
            session.status("NetStream.Publish.Start");
        }
        cue(8);
        cue(9);
        assertStreamGoesOn();
        assertThat(fragile.connections()).isEqualTo(3);
    }

    private void cue(int id) {
        session.send(
                "{'id':%d,'type':'send','stream':1,'handler':'onCue','args':[%s]}"
                        .formatted(200 + id, USER));
    }

    @Test
    void returnsErrorToCallingServer() {
        connect();
        publish();
        for (int i = 0; i < 2; i++) {
            session.send(
                    "{'id':9,'type':'call','method':'add','on':1,'args':[%s]}".formatted(USER));
            assertThat(outcome(9)).isEqualTo("lost");
            session.server(1, "Live");
        }
        session.send("{'id':9,'type':'call','method':'add','on':1,'args':[%s]}".formatted(USER));
        JsonNode answer = session.answer(9).path("answers").path(0);
        assertThat(answer.path("outcome").textValue()).isEqualTo("error");
        assertThat(answer.path("text").textValue())
                .startsWith("the call \"add\" is no longer sent to this server");
        session.send("{'id':9,'type':'call','method':'add','on':1,'args':[2,3]}");
        assertThat(outcome(9)).isEqualTo("result");
        session.send(
                "{'id':9,'type':'call','method':'add','on':1,'reply':false,'args':[%s]}"
                        .formatted(USER));
        assertThat(session.answer(9).path("code").textValue()).isEqualTo("bad-request");
        assertStreamGoesOn();
        assertThat(fragile.connections()).isEqualTo(3);
    }

    private String outcome(int id) {
        return session.answer(id).path("answers").path(0).path("outcome").textValue();
    }

    @Test
    void stopsSendingReturnThatClosesConnection() {
        connect();
        publish();
        for (int i = 0; i < 2; i++) {
            answerCall();
            session.server(1, "Live");
        }
        answerCall();
        assertThat(session.answer(9).path("code").textValue()).isEqualTo("bad-request");
        assertStreamGoesOn();
        assertThat(fragile.connections()).isEqualTo(3);
    }

    private void answerCall() {
        fragile.call("who");
        int call = session.await("call").path("call").intValue();
        session.send("{'id':9,'type':'return','call':%d,'result':%s}".formatted(call, USER));
    }

    @Test
    void stopsSendingObjectMessageThatClosesConnection() {
        connect();
        publish();
        use("");
        for (int i = 0; i < 2; i++) {
            sendMessage(USER);
            session.server(1, "Live");
            awaitUse();
        }
        sendMessage(USER);
        session.status("SharedObject.Message.Dropped");
        sendMessage("1");
        fragile.awaitReceived("message onChat");
        assertStreamGoesOn();
        assertThat(fragile.connections()).isEqualTo(3);
    }

    private void sendMessage(String value) {
        session.send(
                "{'id':9,'type':'sendMessage','name':'so','handler':'onChat','args':[%s]}"
                        .formatted(value));
    }

    /** Waits for the sync of the server's copy, after which the object is used again. */
    private void awaitUse() {
        session.await(
                it -> it.path("type").asText().equals("sync") && it.path("server").asInt(-1) == 1);
    }

    @Test
    void copiesNoForeignValueToServerWithStream() {
        connect();
        publish();
        use(",'mirror':true");
        robust.otherClientWrites("so", "foreign", user());
        robust.otherClientWrites("so", "plain", new AmfNumber(7));
        JsonNode status = session.status("SharedObject.Slot.SetAside");
        assertThat(status.path("info").path("description").textValue())
                .contains("\"foreign\" are not copied to this server");
        fragile.awaitReceived("slot plain");
        assertStreamGoesOn();
        assertThat(fragile.connections()).isEqualTo(1);
        assertThat(fragile.received()).doesNotContain("slot foreign");
    }

    /** A foreign value is written only to a server without other uses. */
    @Test
    void copiesForeignValueToServerWithoutStream() {
        connect();
        use(",'mirror':true");
        robust.otherClientWrites("so", "foreign", user());
        JsonNode status = setAside("SharedObject.Slot.SetAside");
        assertThat(status.path("info").path("description").textValue())
                .startsWith("the slot \"foreign\" is no longer sent to this server");
        robust.otherClientWrites("so", "plain", new AmfNumber(7));
        fragile.awaitReceived("slot plain");
        assertThat(fragile.connections()).isEqualTo(3);
    }

    @Test
    void reconnectsRejectedServer() {
        connect();
        use("");
        setUser("user", 1);
        setAside("SharedObject.Slot.SetAside");
        session.server(1, "Live");
        session.send("{'id':8,'type':'reconnect','server':1}");
        session.server(1, "Live");
        setAside("SharedObject.Slot.SetAside");
        session.server(1, "Live");
        assertThat(fragile.connections()).isBetween(5, 6);
    }

    private static AmfValue user() {
        AmfTraits traits = new AmfTraits("com.example.User", true, List.of());
        return new AmfObject(traits, Map.of("id", new AmfNumber(7)));
    }

    private JsonNode setAside(String code) {
        JsonNode status = session.status(code);
        assertThat(status.path("server").intValue()).isEqualTo(1);
        assertThat(status.path("info").path("level").textValue()).isEqualTo("warning");
        return status;
    }

    /** Both servers are connected, and {@link #publish} returns when both are live. */
    private void connect() {
        session.send(
                "{'id':1,'type':'connect','require':'all','servers':['%s','%s']}"
                        .formatted(robust.url(), fragile.url()));
        assertThat(session.answer(1).path("type").textValue()).isEqualTo("result");
    }

    private void publish() {
        session.send("{'id':2,'type':'createStream'}");
        session.send("{'id':3,'type':'publish','stream':1,'require':'all','name':'show'}");
        assertThat(session.answer(3).path("type").textValue()).isEqualTo("result");
        session.media(9, 1, 0, CONFIGURATION).media(9, 1, 0, KEYFRAME);
    }

    private void use(String more) {
        session.send(
                "{'id':4,'type':'useSharedObject','name':'so','copies':true%s}".formatted(more));
        assertThat(session.answer(4).path("type").textValue()).isEqualTo("result");
    }

    /** Sends keyframes until the server receives one. */
    private void assertStreamGoesOn() {
        for (int i = 1; i <= 1200 && !fragile.received().contains("audio"); i++) {
            session.media(9, 1, 1000 + 40 * i, KEYFRAME);
            session.media(8, 1, 1000 + 40 * i, 0xAF, 1, 0);
            session.next(Duration.ofMillis(50));
        }
        fragile.awaitReceived("audio");
    }
}
